import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { filesOf, galleryDocument } from '../scripts/gallery/document.js';
import { scenes } from '../scripts/gallery/scenes.js';
import { words } from '../src/i18n/index.js';

const shots = scenes.flatMap((scene) => scene.shots);
const files = shots.flatMap(filesOf);
const docs = new URL('../docs/', import.meta.url);
const folder = (language: string): URL => new URL(`gallery/${language}/`, docs);

describe('the gallery', () => {
	it('shows every state that a card can be in', () => {
		const shown = new Set(shots.flatMap(({ states = [] }) => states));
		const missing = Object.keys(words('en').cards.states).filter((state) => !shown.has(state as never));
		expect(missing).toEqual([]);
	});

	it('shows every command', () => {
		const shown = new Set(shots.flatMap(({ commands = [] }) => commands));
		const missing = Object.keys(words('en').commands).filter((command) => !shown.has(command as never));
		expect(missing).toEqual([]);
	});

	it('names every picture once', () => {
		expect(files.filter((file, index) => files.indexOf(file) !== index)).toEqual([]);
	});

	it.each(['en', 'ko'])('has every picture in the language %s, and no others', (language) => {
		expect(existsSync(folder(language))).toBe(true);
		expect(readdirSync(folder(language)).sort()).toEqual([...files].sort());
	});

	it('has a document that shows them side by side, as the script writes it', () => {
		expect(readFileSync(new URL('gallery.md', docs), 'utf8')).toBe(galleryDocument());
	});
});
