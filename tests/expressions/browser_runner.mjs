// Answers one JSON line for each it is given, so that one process can work out thousands of expressions.
import { createInterface } from "node:readline";
import { evaluate } from "../../engine/expressions/evaluator.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const { expression, answers, context, row } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(evaluate(expression, answers, context, row))}\n`);
}
