// What a view does beyond HTML: it keeps the place of whoever goes by keys, prints, and says the rules of a step.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The table below a map says the rules of each step: whoever points at a step, or comes to it by keys, reads them above.
const goalOf = (link) => (link.getAttribute("xlink:href") || link.getAttribute("href") || "").slice(1);
function rulesOf(link) {
  const row = document.getElementById(goalOf(link));
  const cells = row ? [...row.children].slice(1, 5).map((one) => one.textContent.trim()) : [];
  return cells.filter((one) => one).join(" – ");
}
function tell(event) {
  const link = event.target.closest && event.target.closest(".ws-map a");
  if (!link) return;
  const told = document.querySelector("[data-told]");
  const words = rulesOf(link);
  if (told && words && told.textContent !== words) told.textContent = words;
}
// A state in a map leads where its link in the table leads.
document.addEventListener("click", (event) => {
  const drawn = event.target.closest(".ws-map a");
  const same = drawn && [...document.querySelectorAll("a[data-go]")].find((one) => one.dataset.go === goalOf(drawn));
  if (!same) return;
  event.preventDefault();
  same.click();
});
document.addEventListener("mouseover", tell);
document.addEventListener("focusin", tell);

// A view is put in anew when something else is chosen in it: whoever was there by keys goes on from the same place.
const view = document.getElementById("view");
let last = "";
view?.addEventListener("focusin", (event) => { last = event.target.id; });
view?.addEventListener("focusout", () => setTimeout(() => { if (!view.contains(document.activeElement) && document.activeElement !== document.body) last = ""; }));
if (view) new MutationObserver(() => {
  if (last && document.activeElement === document.body) document.getElementById(last)?.focus({ preventScroll: true });
}).observe(view, { childList: true });
