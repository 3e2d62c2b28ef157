import type { Inline } from './nodes.js';

interface Rule {
	readonly pattern: RegExp;
	readonly read: (found: RegExpExecArray) => Inline;
}

/** Tried in order at every place; sticky, so that each looks at that place only. */
const rules: readonly Rule[] = [
	{ pattern: /\\([!-/:-@[-`{-~])/y, read: ([, text = '']) => ({ type: 'text', text }) },
	{ pattern: /(`+)([^]*?[^`])\1(?!`)/y, read: ([, , text = '']) => ({ type: 'code', text }) },
	{ pattern: /\|\|([^]+?)\|\|/y, read: ([, text]) => span('spoiler', text) },
	{ pattern: /\*\*\*([^]+?)\*\*\*(?!\*)/y, read: ([, text]) => nested('strong', 'em', text) },
	{ pattern: /\*\*([^]+?)\*\*(?!\*)/y, read: ([, text]) => span('strong', text) },
	{ pattern: /__([^]+?)__(?!_)/y, read: ([, text]) => span('underline', text) },
	{ pattern: /~~([^]+?)~~/y, read: ([, text]) => span('strike', text) },
	{ pattern: /\*(?=\S)([^*]*?\S)\*(?!\*)/y, read: ([, text]) => span('em', text) },
	{ pattern: /\b_(?=\S)([^_]*?\S)_\b/y, read: ([, text]) => span('em', text) },
	{ pattern: /<@!?(\d+)>/y, read: ([, id = '']) => ({ type: 'user', id }) },
	{ pattern: /<@&(\d+)>/y, read: ([, id = '']) => ({ type: 'role', id }) },
	{ pattern: /<#(\d+)>/y, read: ([, id = '']) => ({ type: 'channel', id }) },
	{ pattern: /<\/([^:>]+):(\d+)>/y, read: ([, name = '', id = '']) => ({ type: 'command', name, id }) },
	{ pattern: /<a?:(\w+):\d+>/y, read: ([, name = '']) => ({ type: 'emoji', name }) },
	{
		pattern: /<t:(-?\d+)(?::([tTdDfFR]))?>/y,
		read: ([, seconds, style = 'f']) => ({ type: 'time', seconds: Number(seconds), style }),
	},
	{ pattern: /@(everyone|here)\b/y, read: ([text]) => ({ type: 'everyone', text }) },
	{ pattern: /\[([^\]]+)\]\(<?(https?:\/\/[^\s)>]+)>?(?: "[^"]*")?\)/y, read: ([, text, url]) => link(url, text) },
	{ pattern: /<(https?:\/\/[^\s>]+)>/y, read: ([, url]) => link(url) },
	{ pattern: /https?:\/\/[^\s<>|)\]]+[^\s<>|)\].,:;"'!?]/y, read: ([url]) => link(url) },
];

const special = /[\\`|*_~<@[h]/g;

/** Reads one line (or a few, quoted spans may break over lines) of Discord's markdown. */
export function readInline(source: string): Inline[] {
	const nodes: Inline[] = [];
	let plain = '';
	let at = 0;

	const flush = (): void => {
		if (plain) nodes.push({ type: 'text', text: plain });
		plain = '';
	};

	while (at < source.length) {
		const found = match(source, at);
		if (found) {
			flush();
			nodes.push(found.node);
			at += found.length;
			continue;
		}
		// What no rule reads is text, up to the next character with which a rule could begin.
		special.lastIndex = at + 1;
		const next = special.exec(source)?.index ?? source.length;
		plain += source.slice(at, next);
		at = next;
	}

	flush();
	return nodes;
}

function match(source: string, at: number): { node: Inline; length: number } | null {
	for (const { pattern, read } of rules) {
		pattern.lastIndex = at;
		const found = pattern.exec(source);
		// The span is cut off the source before its inside is read: the inner reading moves the same patterns.
		if (found) return { length: found[0].length, node: read(found) };
	}
	return null;
}

function span(type: 'strong' | 'em' | 'underline' | 'strike' | 'spoiler', text = ''): Inline {
	return { type, children: readInline(text) };
}

function nested(outer: 'strong', inner: 'em', text = ''): Inline {
	return { type: outer, children: [span(inner, text)] };
}

function link(url = '', text?: string): Inline {
	return { type: 'link', url, children: text === undefined ? [{ type: 'text', text: url }] : readInline(text) };
}
