// What people expect of a page's keys and menus, and the calendar beside a date. Without it everything works by its link or field.
const menus = () => document.querySelectorAll("details.menu[open]");
addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    // Its field would be emptied first.
    if (dialog?.open) dialog.close();
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const typing = event.target.closest?.("input, textarea, select");
  const search = document.getElementById("search");
  const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
  const control = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey;
  if (search && (slash || control)) {
    event.preventDefault();
    command(search);
  }
});
// The search page as a dialog: things, pages and actions. What it shows is the page's own answer.
let dialog, field, found, asked;
const command = (search) => {
  if (!dialog) {
    const form = search.form.cloneNode(true);
    form.className = "command-form";
    dialog = document.createElement("dialog");
    dialog.className = "command";
    dialog.setAttribute("aria-label", "Search and actions");
    field = form.querySelector("input");
    field.id = "command";
    field.placeholder = "Search, or say what to do";
    const label = form.querySelector("label");
    label.htmlFor = "command";
    label.textContent = field.placeholder;
    found = document.createElement("div");
    found.className = "command-found";
    found.setAttribute("aria-live", "polite");
    dialog.append(form, found);
    document.body.append(dialog);
    field.addEventListener("input", () => setTimeout(look, 150, field.value));
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const stops = [field, ...found.querySelectorAll("a")];
      stops[Math.min(Math.max(stops.indexOf(document.activeElement) + step, 0), stops.length - 1)].focus();
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }
  dialog.showModal();
  field.select();
  look(field.value);
};
const look = async (typed) => {
  if (typed !== field.value || typed === asked) return;
  asked = typed;
  const answer = await fetch(`/search?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || typed !== field.value) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  found.replaceChildren(...[page.querySelector(".filter-count"), page.getElementById("found")].filter(Boolean));
};
addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
// What is chosen is written into the field, where a month or a year alone can be typed as well.
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const iso = (typed) => {
  const [, day, word, year] = /^\s*(\d{1,2}) (\w{3})\w* (\d{4})\s*$/.exec(typed) ?? [];
  const month = months.indexOf(word) + 1;
  return month > 0 ? `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}` : typed.trim();
};
for (const calendar of document.querySelectorAll(".calendar")) {
  const [button, picker] = calendar.children;
  const field = calendar.previousElementSibling;
  if (!picker.showPicker) continue;
  calendar.hidden = false;
  button.addEventListener("click", () => {
    picker.value = iso(field.value);
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    if (!picker.value) return;
    const [year, month, day] = picker.value.split("-").map(Number);
    field.value = `${day} ${months[month - 1]} ${year}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
