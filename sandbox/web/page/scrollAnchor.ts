const nearPx = 80;

/** Keeps the newest message in sight while somebody reads there, and leaves alone who has scrolled up. */
export class ScrollAnchor {
	#stick = true;
	#place = '';
	/** Where we scrolled to last: the event of that comes late, when the end may have moved on. */
	#own = -1;
	/** Pictures and videos get their height late, and a keyboard or a window takes some away. */
	readonly #sizes = new ResizeObserver(() => this.#settle());
	#list: HTMLElement | null = null;

	/** After drawing; another channel is shown from its end. */
	after(placeId: string): void {
		this.#list ??= this.#begin();
		if (placeId !== this.#place) this.#stick = true;
		this.#place = placeId;
		for (const child of this.#list?.children ?? []) this.#sizes.observe(child);
		this.#settle();
	}

	/** Only scrolling says where somebody reads: growth moves the end away from a reader who did nothing. */
	#begin(): HTMLElement | null {
		const list = document.querySelector<HTMLElement>('#messages');
		list?.addEventListener('scroll', () => {
			if (Math.abs(list.scrollTop - this.#own) < 2) return;
			this.#stick = list.scrollHeight - list.scrollTop - list.clientHeight < nearPx;
		});
		if (list) this.#sizes.observe(list);
		return list;
	}

	#settle(): void {
		if (!this.#list || !this.#stick) return;
		this.#list.scrollTop = this.#list.scrollHeight;
		this.#own = this.#list.scrollTop;
	}
}
