// What HTML has no word for: keeping what is typed, counting, adding rows, telling aloud.
(() => {
	const $ = (selector, root = document) => root.querySelector(selector);
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	const on = (name, deed, early) => document.addEventListener(name, deed, early);
	const live = $("#live");
	const say = (name, at = Date.now()) => live.dataset[name].replace("{time}", new Date(at).toTimeString().slice(0, 5));
	const tell = (text) => { live.textContent = text; };
	const make = (tag, looks, content, deed) => {
		const made = document.createElement(tag);
		made.className = looks;
		made.append(...[content].flat());
		if (deed) Object.assign(made, { type: "button", onclick: deed });
		return made;
	};
	const warn = (text) => {
		const shown = make("div", "note late", text);
		$("#notes").replaceChildren(shown);
		shown.scrollIntoView({ block: "nearest" });
		tell(text);
	};

	// Kept words: on the server, or on this device where that is out of reach
	const mine = `xieshang ${document.body.dataset.who || ""} `;
	const key = (form) => mine + form.dataset.place;
	const store = (deed, ...words) => { try { return localStorage[deed + "Item"](...words); } catch { return null; } };
	const words = (form, but = /file|password/) => [...new FormData(form)].filter(([name]) => !but.test(form.elements[name].type));
	const typed = (form) => words(form, /file|password|hidden/);
	const copy = (form, sent) => store("set", key(form), JSON.stringify({ words: typed(form), at: Date.now(), sent }));
	const timers = new Map();
	const still = (form) => { clearTimeout(timers.get(form)); timers.delete(form); };
	async function keep(form) {
		still(form);
		const sent = new URLSearchParams(words(form));
		const answer = await fetch(form.dataset.keep, {
			method: "POST", body: sent, redirect: "manual", keepalive: `${sent}`.length < 6e4,
			headers: { "X-CSRFToken": form.csrfmiddlewaretoken?.value },
		}).catch(() => ({}));
		if (isBusy(form)) return;
		const out = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
		answer.ok ? store("remove", key(form)) : copy(form);
		const told = say(answer.ok ? "kept" : out ? "signedOut" : "keptHere");
		for (const place of all("[data-kept-at]", form)) place.textContent = told;
		if (!answer.ok) tell(told);
	}
	const keepSoon = (form) => {
		if (!form?.dataset.keep) return;
		still(form);
		timers.set(form, setTimeout(keep, 1200, form));
	};
	addEventListener("pagehide", () => timers.forEach((_, form) => keep(form)));

	function putBack(form, kept) {
		for (const rows of all("[data-rows]", form)) {
			const { name } = $("[name]", $("template", rows).content);
			const wanted = kept.filter((word) => word[0] === name).length;
			while (all(`[name="${name}"]`, rows).length < wanted) addRow(rows);
		}
		for (const field of form.elements) {
			const mark = /checkbox|radio/.test(field.type) ? "checked" : field.multiple ? "" : "value";
			if (!field.name || /file|hidden|submit/.test(field.type) || !mark) continue;
			const place = kept.findIndex(([name, value]) => name === field.name && (mark === "value" || value === field.value));
			if (mark === "checked") field.checked = place >= 0;
			else if (place >= 0) [[, field.value]] = kept.splice(place, 1);
		}
		count();
		keepSoon(form);
	}
	function offer(form) {
		const found = JSON.parse(store("get", key(form)));
		if (!found) return;
		const forget = () => { store("remove", key(form)); bar.remove(); };
		const bar = make("div", "kept-bar", [
			make("p", "", say("found", found.at)),
			make("button", "button", say("restore"), () => { putBack(form, found.words); bar.remove(); }),
			make("button", "button quiet", say("discard"), forget),
		]);
		const known = `${found.words}` === `${typed(form)}`;
		known || found.at < Date.parse(form.dataset.keptTime) ? forget() : form.before(bar);
	}
	// A copy made at sending goes once another page answers, unless that refuses
	function letGo() {
		if ($("[data-refused], .faults")) return;
		const here = all("form[data-place]").map(key);
		for (const name of Object.keys(localStorage))
			if (name.startsWith(mine) && !here.includes(name) && JSON.parse(store("get", name)).sent) store("remove", name);
	}

	// Counters of characters, and of ticked boxes
	const ticks = (bulk) => all("tbody [type=checkbox], li [type=checkbox]", bulk);
	function count() {
		for (const counter of all("[data-count-of]")) {
			const { countOf, limit, words, over } = counter.dataset;
			const n = [...(document.getElementById(countOf)?.value || "")].length;
			counter.classList.toggle("over", n > limit);
			counter.textContent = n > limit ? over.replace("#", n - limit) : words.replace("#", n);
		}
		for (const bulk of all(".bulk")) {
			const boxes = ticks(bulk), n = boxes.filter((box) => box.checked).length;
			for (const place of all("[data-picked]", bulk)) place.textContent = n;
			for (const box of all("[data-all]", bulk)) box.checked = n && n === boxes.length;
		}
	}

	// Rows that repeat: [data-rows] holds a <template> and rows [data-row]; named after a formset, it counts them
	function addRow(rows) {
		const total = rows.closest("form").elements[`${rows.dataset.rows}-TOTAL_FORMS`];
		const template = $("template", rows), made = template.content.cloneNode(true), row = made.firstElementChild;
		const number = total ? total.value++ : rows.children.length;
		for (const part of all("*", made))
			for (const { name, value } of [...part.attributes]) part.setAttribute(name, value.replace(/__(prefix|n)__/, number));
		template.before(made);
		$("input, textarea, select", row)?.focus();
	}
	function removeRow(row) {
		const gone = $("[name$=-DELETE]", row);
		$("[data-add-row]", row.closest("[data-rows]"))?.focus();
		gone ? (gone.checked = row.hidden = true) : row.remove();
	}

	const menus = () => all("details.menu[open]");
	on("input", ({ target }) => {
		if (target.matches("[data-all]")) for (const box of ticks(target.closest(".bulk"))) box.checked = target.checked;
		count();
		keepSoon(target.form);
	});
	on("click", (event) => {
		const at = (what) => event.target.closest(what);
		menus().forEach((menu) => { menu.open = menu.contains(event.target); });
		if (at("[data-print]")) print();
		if (!at("[data-add-row], [data-remove-row]")) return;
		keepSoon(at("form"));
		at("[data-add-row]") ? addRow(at("[data-rows]")) : removeRow(at("[data-row]"));
	});

	// One press, one deed
	const isBusy = (form) => form.hasAttribute("data-busy");
	const press = (form, busy) => form.toggleAttribute("data-busy", busy);
	const release = () => all("form[data-busy]").forEach((form) => press(form, false));
	on("submit", (event) => {
		const form = event.target;
		if (form.method !== "post") return;
		if (isBusy(form)) { event.preventDefault(); return event.stopPropagation(); }
		still(form);
		if (form.dataset.place) copy(form, true);
		press(form, true);
		setTimeout(press, 9000, form, false); // a download stays here
	}, true);
	addEventListener("pageshow", release);

	// htmx, told aloud; a refusal leaves the page as it is
	on("htmx:before:request", () => tell(say("loading")));
	on("htmx:after:swap", () => { tell(say("loaded")); count(); });
	on("htmx:finally:request", release);
	on("htmx:error", () => warn(say("failed")));
	on("allauth.error", () => warn(say("failed")));
	on("htmx:response:error", ({ detail }) => {
		const page = new DOMParser().parseFromString(detail.ctx?.text || "", "text/html");
		warn($("[data-refused]", page)?.textContent.trim() || say("failed"));
	});

	on("keydown", (event) => {
		const { key, target } = event, search = $("#search");
		if (key === "Escape") menus().forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
		if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog")) return;
		if (key === "/" && search?.offsetParent) { event.preventDefault(); search.focus(); }
		if (key === "?") $("#keys")?.showModal();
	});

	count();
	for (const add of all("[data-add-row]")) add.hidden = false;
	try {
		all("form[data-place]").forEach(offer);
		letGo();
	} catch { /* a browser that keeps nothing */ }
})();
