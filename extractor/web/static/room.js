"use strict";
// Decisions without loading the page anew, progress of jobs. Everything works without this script too.
(() => {
  const csrf = document.querySelector('meta[name="csrf"]').content;

  const send = async (form, submitter) => {
    const body = new FormData(form, submitter);
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
    return [response.ok, await response.text()];
  };

  const show = (article, ok, html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html; // made by the server, which escapes
    if (ok) {
      const fresh = holder.content.querySelector("[data-finding]");
      article.replaceWith(fresh);
      fresh.classList.toggle("current", article.classList.contains("current"));
      fresh.focus({ preventScroll: true });
      fresh.dispatchEvent(new CustomEvent("decided", { bubbles: true, detail: article }));
    } else {
      article.querySelectorAll(":scope > .answer").forEach((old) => old.remove());
      const answer = document.createElement("div");
      answer.className = "answer";
      answer.append(holder.content);
      article.append(answer);
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const article = form.closest("[data-finding]");
    if (!article) return;
    event.preventDefault();
    try {
      const [ok, html] = await send(form, event.submitter);
      show(article, ok, html);
    } catch {
      show(article, false, '<p class="notice" role="alert">没有连上服务器，结论没有保存，请再试一次。</p>');
    }
  });

  const job = document.querySelector("[data-job]");
  const follow = async () => {
    try {
      const told = await (await fetch(`/jobs/${job.dataset.job}/progress`)).json();
      for (const name of ["name", "step", "done", "total", "failed"]) job.querySelector(`[data-${name}]`).textContent = told[name];
      const bar = job.querySelector("progress");
      bar.max = told.total || 1; bar.value = told.done;
      if (told.state === "done" || told.state === "failed") { location.reload(); return; }
    } catch { /* the server is being restarted: asked again */ }
    setTimeout(follow, 1000);
  };
  if (job && ["queued", "running"].includes(job.dataset.state)) setTimeout(follow, 500);
})();
