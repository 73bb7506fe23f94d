// Turns on what GOV.UK Frontend does beyond HTML. Every page works without it.
import { initAll } from "./govuk-6.3.0.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
