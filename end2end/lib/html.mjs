// Is what the server sends valid HTML? Wrong nesting is silently repaired by browsers and then breaks the islands.

import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard"],
  rules: {
    // Written by the framework: comments as markers, attributes without quotes or in its own order.
    "attr-quotes": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "doctype-style": "off",
    "long-title": "off",
    "no-inline-style": "error",
    "no-trailing-whitespace": "off",
    "void-style": "off",
  },
});

/** The faults in the HTML of the page as it came from the server, not as the browser repaired it. */
export async function htmlFaults(page, path) {
  const answer = await page.request.get(path, { headers: { accept: "text/html" } });
  return faultsIn(await answer.text(), path);
}

/** The framework marks the places of its views with `<!>`; browsers read a comment, the checker stumbles. */
export async function faultsIn(html, path) {
  const report = await validator.validateString(html.replaceAll("<!>", ""), path);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${ruleId} at ${line}:${column}: ${message}`),
  );
}
