// Fields that something on the page or in the address fills in; every page works without it.
(() => {
	"use strict";

	// What is suggested, put into its field; without script the link asks for the page anew
	document.addEventListener("click", (event) => {
		const link = event.target.closest("a[data-fill]");
		const fields = link ? [...document.querySelectorAll(`[name="${link.dataset.fill}"]`)] : [];
		const field = fields.find((each) => each.tagName === "SELECT" || each.value === link.dataset.value);
		if (!field) return;
		event.preventDefault();
		if (field.type === "radio") field.checked = true;
		else for (const option of field.options) option.selected = option.value === link.dataset.value || (field.multiple && option.selected);
		field.dispatchEvent(new Event("change", { bubbles: true }));
		field.focus();
	});

	// A code scanned from a QR code stands behind the #, where no server reads it: into its field, and out of the address
	const scanned = /^#code=([a-z0-9-]{4,40})$/.exec(location.hash);
	const code = document.querySelector("main input[name=code]");
	if (scanned && code && !code.value) {
		code.value = scanned[1];
		history.replaceState(null, "", location.pathname + location.search);
	}
})();
