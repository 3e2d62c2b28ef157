import { svg, html, type TemplateResult } from 'lit';

/** Small pictures of the page's own, so that it looks the same on a machine without an emoji font. */
const paths = {
	eye: svg`<path d="M12 5c-5 0-9 4.5-10 7 1 2.5 5 7 10 7s9-4.5 10-7c-1-2.5-5-7-10-7Zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8Z"/>`,
	sliders: svg`<path d="M4 5h9v2H4zm13-2h2v2h2v2h-2v2h-2zM4 11h3v2H4zm5-2h2v2h10v2H11v2H9zM4 17h9v2H4zm11-2h2v2h4v2h-4v2h-2z"/>`,
	menu: svg`<path d="M3 6h18v2H3zm0 5h18v2H3zm0 5h18v2H3z"/>`,
	close: svg`<path d="m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z"/>`,
	send: svg`<path d="M3 3.5 21.5 12 3 20.5 5 13l9-1-9-1z"/>`,
	more: svg`<path d="M5 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4Zm7 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4Zm7 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z"/>`,
	thread: svg`<path d="M5 3h2v8a3 3 0 0 0 3 3h5.6l-2.3-2.3 1.4-1.4L19.4 15l-4.7 4.7-1.4-1.4 2.3-2.3H10a5 5 0 0 1-5-5z"/>`,
	launch: svg`<path d="M14 3h7v7h-2V6.4l-8.3 8.3-1.4-1.4L17.6 5H14zM5 5h5v2H5v12h12v-5h2v5a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z"/>`,
};

export function icon(name: keyof typeof paths, size = 20): TemplateResult {
	return html`<svg class="glyph" viewBox="0 0 24 24" width=${size} height=${size} aria-hidden="true">
		${paths[name]}
	</svg>`;
}
