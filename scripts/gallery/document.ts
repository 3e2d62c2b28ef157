import { scenes } from './scenes.js';
import type { Scene, Shot } from './studio.js';

/** `docs/gallery.md`: every picture in both languages, side by side. */
export function galleryDocument(of: readonly Scene[] = scenes): string {
	return [
		'# Gallery',
		'',
		'Every card and flow in English and in Korean, as the sandbox page shows them: the real bot against the simulators.',
		'Made by `npm run gallery`, which needs Chromium (and ffmpeg for the video that is made smaller).',
		'',
		...of.flatMap(({ title, shots }) => [`## ${title}`, '', ...shots.flatMap(row)]),
	]
		.join('\n')
		.replace(/\n+$/u, '\n');
}

/** The files that a shot is kept in, in each language's folder. */
export const filesOf = ({ name, phone }: Shot): string[] => [`${name}.png`, ...(phone ? [`${name}-phone.png`] : [])];

function row(shot: Shot): string[] {
	const about = [...(shot.states ?? []).map((state) => `state \`${state}\``)];
	const line = [`**${shot.name}**: ${shot.says}`, ...about].join(' · ');
	const cells = filesOf(shot).map((file) => `| ![](gallery/en/${file}) | ![](gallery/ko/${file}) |`);
	return [line, '', '| English | 한국어 |', '| --- | --- |', ...cells, ''];
}
