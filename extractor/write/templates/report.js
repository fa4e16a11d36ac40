"use strict";
(function () {
  const form = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const articles = Array.from(document.querySelectorAll("article.document"), function (article) {
    const findings = Array.from(article.querySelectorAll(".finding"), function (item) {
      return { item: item, severity: item.dataset.severity, category: item.dataset.category, words: item.textContent.toLowerCase() };
    });
    const name = article.querySelector("h3").textContent + article.querySelector(".file").textContent;
    return { article: article, findings: findings, name: name.toLowerCase() };
  });
  function apply() {
    const severities = new Set(Array.from(form.querySelectorAll("[name=severity]:checked"), function (box) { return box.value; }));
    const category = form.elements.category.value;
    const words = form.elements.words.value.trim().toLowerCase();
    let count = 0;
    const all = !category && !words && severities.size === form.querySelectorAll("[name=severity]").length;
    for (const entry of articles) {
      let visible = 0;
      for (const finding of entry.findings) {
        const fits = severities.has(finding.severity) && (!category || finding.category === category)
          && (!words || finding.words.includes(words) || entry.name.includes(words));
        finding.item.hidden = !fits;
        visible += fits ? 1 : 0;
      }
      entry.article.hidden = !visible && !all && !(words && !category && entry.name.includes(words));
      count += visible;
    }
    shown.textContent = "显示 " + count + " 个问题";
  }
  form.addEventListener("input", apply);
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  apply();
})();
