import type { MessageBody } from '../../src/discord/messageBody.js';

interface Part {
	readonly type: number;
	readonly components?: readonly Part[];
	readonly accessory?: Part;
	readonly component?: Part;
	readonly content?: string;
	readonly description?: string;
	readonly media?: { url: string };
	readonly spoiler?: boolean;
	readonly custom_id?: string;
	readonly label?: string;
	readonly url?: string;
	readonly placeholder?: string;
	readonly options?: readonly { label: string; value: string; description?: string }[];
	readonly items?: readonly { description?: string; media: { url: string } }[];
}

const type = { row: 1, button: 2, select: 3, section: 9, text: 10, thumbnail: 11, gallery: 12, container: 17 } as const;

/** Every component of a message, nested ones included. */
export const parts = (body: { components: readonly unknown[] }): Part[] => walk(body.components as readonly Part[]);

const walk = (some: readonly Part[]): Part[] =>
	some.flatMap((part) => [
		part,
		...walk(part.components ?? []),
		...walk(part.accessory ? [part.accessory] : []),
		...walk(part.component ? [part.component] : []),
	]);

/** All markdown of a message. */
export const textOf = (body: { components: readonly unknown[] }): string =>
	parts(body)
		.map(({ content }) => content ?? '')
		.filter((content) => content !== '')
		.join('\n');

/** The actions of a message's buttons in order; links by their address. */
export const buttonsOf = (body: { components: readonly unknown[] }): string[] =>
	parts(body)
		.filter((part) => part.type === type.button)
		.map(({ custom_id, url }) => custom_id?.split(':')[1] ?? url ?? '');

/** What Discord would refuse of a message of components; empty for a good one. */
export function overLimits(body: MessageBody): string[] {
	const all = parts(body);
	const ids = all.flatMap(({ custom_id }) => custom_id ?? []);
	const text = all.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
	return [
		...(all.length > 40 ? [`${all.length} components`] : []),
		...(text > 4000 ? [`${text} characters of text`] : []),
		...(new Set(ids).size === ids.length ? [] : ['a custom id twice']),
		...(body.components.length === 0 ? ['an empty message'] : []),
		...all.flatMap(partProblems),
		...(body.attachments ?? []).filter(({ description }) => !fits(description ?? '', 1, 1024)).map(() => 'alt text'),
	];
}

const fits = (text: string, least: number, most: number): boolean => text.length >= least && text.length <= most;

function partProblems(part: Part): string[] {
	const children = part.components?.length ?? 0;
	switch (part.type) {
		case type.row:
			return children >= 1 && children <= 5 ? [] : ['a row of ' + String(children)];
		case type.button:
			return [
				...(fits(part.label ?? '', 1, 80) ? [] : ['label']),
				...(part.url === undefined || fits(part.url, 1, 512) ? [] : ['url']),
				...(part.url !== undefined || fits(part.custom_id ?? '', 1, 100) ? [] : ['custom id']),
			];
		case type.select:
			return [
				...(fits(part.placeholder ?? '', 0, 150) ? [] : ['placeholder']),
				...(fits('x'.repeat(part.options?.length ?? 0), 1, 25) ? [] : ['options']),
				...(part.options ?? []).flatMap((option) =>
					fits(option.label, 1, 100) && fits(option.value, 1, 100) && fits(option.description ?? '-', 1, 100)
						? []
						: ['option'],
				),
			];
		case type.section:
			return [
				...(children >= 1 && children <= 3 && part.accessory !== undefined ? [] : ['section']),
				...((part.components ?? []).every((child) => child.type === type.text) ? [] : ['no text in a section']),
			];
		case type.thumbnail:
			return fits(part.description ?? '-', 1, 1024) ? [] : ['description of a thumbnail'];
		case type.container:
			return children >= 1 ? [] : ['an empty container'];
		case type.text:
			return fits(part.content ?? '', 1, 4000) ? [] : ['text'];
		case type.gallery:
			return (part.items ?? []).every(({ description }) => fits(description ?? '-', 1, 1024)) ? [] : ['description'];
		default:
			return [];
	}
}

/**
 * Whom a message would ping or name, by any of Discord's forms; read without the escapes that a reader sees through. What stands
 * in a block of code is shown as it is.
 */
export const mentionsIn = (body: MessageBody): string[] =>
	textOf(body)
		.replace(/```[^]*?```/gu, '')
		.match(/<@[!&]?\d+>|<#\d+>|<\/[^>]+:\d+>|<id:\w+>|@everyone|@here/gu) ?? [];
