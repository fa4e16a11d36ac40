"""The review room: a history store in the browser, with decisions on its findings. See docs/web.md."""
