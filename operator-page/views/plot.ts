import { html, nothing, svg, type TemplateResult } from 'lit';

interface Plot {
	readonly title: string;
	readonly bars: readonly {
		readonly label: string;
		/** From below to above. */
		readonly parts: readonly { readonly name: string; readonly value: number }[];
	}[];
	/** How a value is written. */
	readonly text: (value: number) => string;
}

const size = { width: 720, height: 150, left: 44, bottom: 20 };

/** Bars over time, with the same figures as a table for who does not see them. */
export function plot({ title, bars, text }: Plot): TemplateResult {
	const sums = bars.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0));
	const most = Math.max(...sums, 0);
	const inner = size.height - size.bottom - 8;
	const step = (size.width - size.left) / bars.length;
	return html`<figure>
		<figcaption>${title}${most === 0 ? ': none' : nothing}</figcaption>
		<svg viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true">
			${most > 0 ? svg`<text x="0" y="14" class="axis">${text(most)}</text>` : nothing}
			<line x1=${size.left} x2=${size.width} y1=${inner + 8} y2=${inner + 8} class="base" />
			${bars.map(({ label, parts }, index) => {
				const x = size.left + index * step;
				let top = inner + 8;
				return svg`${parts.map(({ name, value }) => {
					const height = most > 0 ? (value / most) * inner : 0;
					top -= height;
					return svg`<rect x=${x + 1} y=${top} width=${Math.max(1, step - 3)} height=${height} class="bar ${name}"><title>${label}: ${text(value)} ${name}</title></rect>`;
				})}${index % 6 === 0 ? svg`<text x=${x} y=${size.height - 4} class="axis">${label}</text>` : nothing}`;
			})}
		</svg>
		<details>
			<summary>${title} as a table</summary>
			<table>
				<thead>
					<tr>
						<th scope="col">When</th>
						${bars[0]?.parts.map(({ name }) => html`<th scope="col">${name}</th>`)}
					</tr>
				</thead>
				<tbody>
					${bars.map(
						({ label, parts }) =>
							html`<tr>
								<th scope="row">${label}</th>
								${parts.map(({ value }) => html`<td>${text(value)}</td>`)}
							</tr>`,
					)}
				</tbody>
			</table>
		</details>
	</figure>`;
}
