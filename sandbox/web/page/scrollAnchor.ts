const nearPx = 80;

/** Keeps the newest message in sight while somebody reads there, and leaves alone who has scrolled up. */
export class ScrollAnchor {
	#stick = true;
	#place = '';
	#watched: Element | null = null;
	readonly #growth = new ResizeObserver(() => this.#settle());

	/** Before drawing: whether the reader stands at the end. */
	before(): void {
		const list = this.#list;
		if (list) this.#stick = list.scrollHeight - list.scrollTop - list.clientHeight < nearPx;
	}

	/** After drawing; another channel is shown from its end. */
	after(placeId: string): void {
		if (placeId !== this.#place) this.#stick = true;
		this.#place = placeId;
		this.#watch();
		this.#settle();
	}

	/** Pictures and videos get their height late: the newest messages are watched as they grow. */
	#watch(): void {
		const last = this.#list?.lastElementChild ?? null;
		if (last === this.#watched) return;
		this.#growth.disconnect();
		this.#watched = last;
		if (last) this.#growth.observe(last);
	}

	#settle(): void {
		const list = this.#list;
		if (list && this.#stick) list.scrollTop = list.scrollHeight;
	}

	get #list(): HTMLElement | null {
		return document.querySelector('#messages');
	}
}
