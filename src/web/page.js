// What people expect of a page's keys and menus, and the calendar beside a date. Without it everything works by its link or field.
const menus = () => document.querySelectorAll("details.menu[open]");
addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  const typing = event.target.closest?.("input, textarea, select");
  const search = document.getElementById("search");
  if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});
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
