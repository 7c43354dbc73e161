// Adds ease to pages that work without it: menus close, what was typed is not lost by a slip,
// a form is sent once, files are checked before they travel.

const closeMenus = (except) => {
  for (const menu of document.querySelectorAll(".menu[open], .asof details[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
};
addEventListener("click", (event) => closeMenus(event.target));
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.activeElement?.closest("details[open]");
  closeMenus(null);
  open?.querySelector("summary").focus();
});

// The list of refusals is read first, so that the first wrong field can be found by one key.
document.getElementById("loi")?.focus();

// A link into a folded part unfolds it.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let part = target; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
};
addEventListener("hashchange", unfold);
unfold();

let dirty = null;
for (const form of document.querySelectorAll("form[method=post]")) {
  if (form.dataset.keep !== undefined) form.addEventListener("input", () => (dirty = form));
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    const question = event.submitter?.dataset.ask;
    if (question && !confirm(question)) return event.preventDefault();
    dirty = null;
    form.dataset.sent = "1";
    setTimeout(() => event.submitter?.setAttribute("aria-disabled", "true"));
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }
});
addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

// Pages come in the chosen language; what scripts add follows them.
const say = (vi, en) => (document.documentElement.lang === "en" ? en : vi);
const size = (bytes) => `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;
for (const field of document.querySelectorAll("input[type=file][data-max]")) {
  const list = document.createElement("p");
  list.className = "hint";
  list.setAttribute("role", "status");
  field.after(list);
  field.addEventListener("change", () => {
    const files = [...field.files];
    const big = files.find((file) => file.size > Number(field.dataset.max));
    const refusal = big
      ? say(
          `“${big.name}” nặng ${size(big.size)}, quá mức cho phép. Hãy chọn tệp nhỏ hơn.`,
          `“${big.name}” has ${size(big.size)}, more than is allowed. Choose a smaller file.`,
        )
      : "";
    field.setCustomValidity(refusal);
    list.textContent = refusal || files.map((file) => `${file.name} (${size(file.size)})`).join("; ");
  });
}

// Long lists of boxes: search within, take all that are shown.
const plain = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();
for (const group of document.querySelectorAll("[data-checks]")) {
  const rows = [...group.querySelectorAll(".check")];
  if (rows.length < 6) continue;
  const bar = document.createElement("div");
  bar.className = "buttons";
  const find = Object.assign(document.createElement("input"), { type: "search", className: "short", placeholder: say("Lọc danh sách", "Filter the list") });
  find.setAttribute("aria-label", `${say("Lọc", "Filter")}: ${group.querySelector("legend").textContent}`);
  const all = Object.assign(document.createElement("button"), { type: "button", className: "btn small", textContent: say("Chọn tất cả đang hiện", "Select all shown") });
  const count = document.createElement("span");
  count.className = "hint";
  count.setAttribute("role", "status");
  const tell = () => (count.textContent = `${say("đã chọn", "selected:")} ${rows.filter((row) => row.firstElementChild.checked).length}`);
  find.addEventListener("input", () => {
    const words = plain(find.value);
    for (const row of rows) row.hidden = !plain(row.textContent).includes(words);
  });
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  all.addEventListener("click", () => {
    for (const row of rows) if (!row.hidden) row.firstElementChild.checked = true;
    tell();
  });
  group.addEventListener("change", tell);
  bar.append(find, all, count);
  group.querySelector(".checks").before(bar);
  tell();
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// On a phone the view one is in stands in sight.
for (const tab of document.querySelectorAll(".tabs [aria-current], .nav [aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}
