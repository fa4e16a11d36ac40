"use strict";
(function () {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const none = document.getElementById("none");
  const boxes = Array.from(form.querySelectorAll("[name=severity]"));
  const plain = function (text) { return text.normalize("NFKC").toLowerCase(); };
  const reports = Array.from(document.querySelectorAll("article.document"), function (article) {
    const items = Array.from(article.querySelectorAll(".finding"), function (item) {
      return { item: item, severity: item.dataset.severity, category: item.dataset.category, words: "", hidden: false };
    });
    return { article: article, items: items, unit: article.dataset.unit, year: article.dataset.year, name: "", hidden: false };
  });
  let indexed = false;
  // The words are read when they are first asked for, so that the page is there at once.
  function index() {
    for (const report of reports) {
      report.name = plain(report.article.querySelector("h3").textContent + " " + report.article.querySelector(".file").textContent);
      for (const entry of report.items) entry.words = plain(entry.item.textContent);
    }
    indexed = true;
  }
  function show(entry, element, visible) {
    if (entry.hidden === visible) { entry.hidden = !visible; element.hidden = !visible; }
    return visible ? 1 : 0;
  }
  function apply() {
    const severities = new Set(boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; }));
    const category = form.elements.category.value, unit = form.elements.unit.value, year = form.elements.year.value;
    const words = plain(form.elements.words.value).split(/\s+/).filter(Boolean);
    if (words.length && !indexed) index();
    const every = !category && !words.length && severities.size === boxes.length;
    let count = 0, places = 0;
    for (const report of reports) {
      const own = (!unit || report.unit === unit) && (!year || report.year === year);
      const rest = own ? words.filter(function (word) { return !report.name.includes(word); }) : words;
      let visible = 0;
      for (const entry of report.items) {
        visible += show(entry, entry.item, own && severities.has(entry.severity) && (!category || entry.category === category)
          && rest.every(function (word) { return entry.words.includes(word); }));
      }
      // A report without findings stays where it is asked for by name.
      places += show(report, report.article, visible > 0 || (own && (every || (!category && words.length > 0 && !rest.length))));
      count += visible;
    }
    none.hidden = places > 0 || !reports.length;
    shown.textContent = "显示 " + count + " 个问题";
  }
  let waiting = 0;
  form.addEventListener("input", function (event) {
    clearTimeout(waiting);
    waiting = setTimeout(apply, event.target.name === "words" ? 120 : 0);
  });
  form.addEventListener("reset", function () { clearTimeout(waiting); waiting = setTimeout(apply, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  apply();
})();
