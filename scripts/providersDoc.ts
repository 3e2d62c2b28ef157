import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { providers } from '../src/providers/index.js';
import type { Durations, Model } from '../src/providers/contract/model.js';
import type { Provider } from '../src/providers/contract/provider.js';

const docsFile = new URL('../docs/providers.md', import.meta.url);
const readmeFile = new URL('../README.md', import.meta.url);
const [begin, end] = ['<!-- models:begin -->', '<!-- models:end -->'];

/** `docs/providers.md`, from the tables of the code. */
export function providersDoc(families: readonly Provider[] = providers): string {
	return [
		'# Providers and models',
		'',
		'Made from `src/providers/` by `npx tsx scripts/providersDoc.ts`; a test keeps it current.',
		'',
		'Every model that the catalogue of CometAPI lists on a route known here is offered too, with the general limits of its',
		'family or route, from the day it appears. A value that a model does not make is refused before anything is paid, with',
		'the nearest one that it makes; a value that it would only ignore is told on the card.',
		'',
		'**Prices** come from the catalogue: by the second or by the piece. Where it names none, the estimate counts the dearest',
		'known price of the family (the last column stands in there, never shown as a price), so that limits err upward.',
		'',
		'**Answers** are read alike for every family: every vocabulary, wrapper and supplier’s own form, ids of any alphabet, the',
		'address wherever it stands, also relative or as a `data:` address. An ending that no known word tells (a success without',
		'a video, an address or an error beside an unknown word) is believed when it was told again over three minutes. One table',
		'of codes and words (`src/providers/answers/errorKind.ts`) says what a refusal means, at the create, inside the gateway’s',
		'wrapper, in a failed task and in a refused poll; an option is named only if it was asked for. The provider’s own words',
		'stand on the card and in Details, those of its safety check in Details alone.',
		'',
		...families.flatMap((family) => (family.models.length === 0 ? general(family) : section(family))),
	]
		.join('\n')
		.replace(/\n+$/u, '\n');
}

/** The table of models for the README: one line for each that is offered without being switched on. */
export function modelTable(families: readonly Provider[] = providers): string {
	const rows = families
		.filter((family) => family.legacy !== true)
		.flatMap((family) =>
			family.models
				.filter((model) => model.text || model.image !== 'no' || model.clip !== undefined)
				.map((model) => [
					model.name,
					`\`${model.id}\``,
					inputs(model),
					lengths(model.durations),
					model.aspects?.join(' ') ?? 'its own',
				]),
		);
	return table(['Model', 'Id', 'Starts from', 'Seconds', 'Aspects'], rows);
}

/** A README with the table of models between its marks; as it was when it has none. */
export function withModelTable(readme: string, families: readonly Provider[] = providers): string {
	const from = readme.indexOf(begin);
	const to = readme.indexOf(end);
	if (from < 0 || to < from) return readme;
	return `${readme.slice(0, from)}${begin}\n\n${modelTable(families)}\n\n${readme.slice(to)}`;
}

function section(family: Provider): string[] {
	const sunset = [...new Set(family.models.flatMap(({ sunset: day }) => day ?? []))];
	return [
		`## ${family.name} (\`${family.id}\`)`,
		'',
		...(family.legacy === true ? [`Off unless \`LEGACY_PROVIDERS\` names \`${family.id}\`.`, ''] : []),
		...sunset.flatMap((day) => [
			`Its provider promises nothing after ${day}: offered then only while the catalogue lists it.`,
			'',
		]),
		table(
			[
				'Model',
				'Starts from',
				'Seconds',
				'Aspects',
				'Resolutions',
				'Prompt',
				'Also takes',
				'Actions',
				'Estimate at most',
			],
			family.models.map((model) => [
				`${model.name}<br>\`${model.id}\``,
				inputs(model),
				lengths(model.durations, model.defaultDuration),
				marked(model.aspects, model.defaultAspect),
				marked(model.resolutions, model.defaultResolution),
				model.actions?.includes('upscale') === true ? 'none' : `${model.maxPrompt} characters`,
				also(model),
				model.actions?.join(', ') ?? '',
				price(model),
			]),
		),
		'',
		...pictures(family),
		...clips(family),
		...sizes(family),
	];
}

function general(family: Provider): string[] {
	return [
		`## Other models of the unified route (\`${family.id}\`)`,
		'',
		'Whatever else the catalogue puts on `/v1/videos`. What the member did not choose is left to the model.',
		'',
	];
}

function inputs(model: Model): string {
	const clip = model.clip === undefined ? [] : ['own clip'];
	if (!model.text && model.image === 'no') {
		const listed = model.onlyListed === true ? ' (while the catalogue lists it)' : '';
		return [`a finished video${listed}`, ...clip].join(', ');
	}
	const image = { no: [], optional: ['image'], required: ['image (required)'] }[model.image];
	return [
		...(model.text ? ['text'] : []),
		...image,
		...(model.lastFrame ? ['last frame'] : []),
		...clip,
		...(model.references > 0 ? [`up to ${model.references} references`] : []),
		...(model.picturesByUrl === true ? ['(pictures need `PUBLIC_URL`)'] : []),
		...(model.textByCallback === true ? ['(text alone needs `PUBLIC_URL`)'] : []),
	]
		.join(', ')
		.replaceAll(', (', ' (');
}

/** How a member's own clip must be; see `docs/videos.md`. */
function clips({ models }: Provider): string[] {
	const lines = models.flatMap(({ id, clip }) => {
		if (clip === undefined) return [];
		const { formats, minSeconds = 0, maxSeconds, maxBytes, minSide, maxSide, maxEmbeddedBytes } = clip;
		const facts = [
			formats.map((format) => format.toUpperCase()).join(', '),
			minSeconds > 0 ? `${minSeconds} to ${maxSeconds} s` : `at most ${maxSeconds} s`,
			`${maxBytes / 1_000_000} MB`,
			...(minSide === undefined ? [] : [`sides of ${minSide} to ${maxSide ?? ''} px`]),
			maxEmbeddedBytes === undefined
				? 'by address only'
				: `by address, or within the request up to ${maxEmbeddedBytes / 1_000_000} MB`,
		];
		return [`A clip for \`${id}\`: ${facts.join('; ')}.`, ''];
	});
	return lines;
}

function lengths(durations: Durations | undefined, usual?: number): string {
	if (durations === undefined) return 'its own';
	const text = 'list' in durations ? durations.list.join(', ') : `${durations.from} to ${durations.to}`;
	return usual === undefined || text === String(usual) ? text : `${text} (${usual})`;
}

function marked(values: readonly string[] | undefined, usual: string | undefined): string {
	return values?.map((value) => (value === usual && values.length > 1 ? `**${value}**` : value)).join(' ') ?? 'its own';
}

function also(model: Model): string {
	return [
		...(model.maxNegativePrompt === undefined ? [] : [`negative prompt (${model.maxNegativePrompt})`]),
		...(model.maxSeed === undefined ? [] : [`seed (to ${model.maxSeed})`]),
	].join(', ');
}

function price({ price: known }: Model): string {
	if (known?.perSecondUsd !== undefined) return `$${known.perSecondUsd} a second`;
	return known?.perRequestUsd === undefined ? '' : `$${known.perRequestUsd} a video`;
}

function pictures(family: Provider): string[] {
	const rules = new Set(
		family.models.flatMap(({ pictures: rule }) => {
			if (rule === undefined) return [];
			const formats = rule.formats.map((format) => format.replace('image/', '').toUpperCase()).join(', ');
			const bounds = [
				...(rule.minSide === undefined ? [] : [`sides of at least ${rule.minSide} px`]),
				...(rule.maxSide === undefined ? [] : [`at most ${rule.maxSide} px`]),
				...(rule.minRatio === undefined || rule.maxRatio === undefined
					? []
					: [`width to height from ${rule.minRatio} to ${rule.maxRatio}`]),
			];
			return [`Pictures are fitted to: ${[formats, `${rule.maxBytes / 1_000_000} MB`, ...bounds].join('; ')}.`];
		}),
	);
	return [...rules].flatMap((rule) => [rule, '']);
}

/** Families whose aspects and resolutions do not combine freely have their sizes named. */
function sizes(family: Provider): string[] {
	const groups = new Map<string, string[]>();
	for (const { id, sizes: all } of family.models) {
		if (all === undefined) continue;
		const text = all
			.map(({ aspect, resolution, width, height }) => `${aspect} ${resolution} ${width}x${height}`)
			.join(', ');
		groups.set(text, [...(groups.get(text) ?? []), `\`${id}\``]);
	}
	return [...groups].flatMap(([text, ids]) => [`Sizes of ${ids.join(', ')}: ${text}.`, '']);
}

/** A table as the formatter leaves it: every column as wide as its widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)));
	const line = (cells: readonly string[], fill = ' '): string =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
	return [
		line(head),
		line(
			head.map(() => ''),
			'-',
		),
		...rows.map((row) => line(row)),
	].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	writeFileSync(docsFile, providersDoc());
	if (existsSync(readmeFile)) writeFileSync(readmeFile, withModelTable(readFileSync(readmeFile, 'utf8')));
}
