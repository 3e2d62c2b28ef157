/** What people call the common shapes; in every language that members read. */
const names: Readonly<Record<string, readonly string[]>> = {
	'16:9': ['widescreen', 'wide', 'landscape', 'horizontal', '가로', '와이드'],
	'9:16': ['vertical', 'portrait', 'tall', 'upright', 'shorts', 'reels', '세로'],
	'1:1': ['square', '정사각형', '정방형'],
	'21:9': ['cinematic', 'ultrawide', '시네마틱'],
};

/** The aspect that a word means: `vertical` is `9:16`; undefined for a word that names no shape. */
export function namedAspect(word: string): string | undefined {
	const wanted = word.trim().toLowerCase();
	return Object.keys(names).find((aspect) => names[aspect]?.includes(wanted));
}

/** The tier that a word means: `1080` and `Full HD` are `1080p`; any other word is itself. */
export function namedResolution(word: string): string {
	const wanted = word.trim().toLowerCase();
	if (/^\d{3,4}$/u.test(wanted)) return `${wanted}p`;
	return tiers[wanted] ?? word;
}

const tiers: Readonly<Partial<Record<string, string>>> = { hd: '720p', fhd: '1080p', fullhd: '1080p', uhd: '4k' };
