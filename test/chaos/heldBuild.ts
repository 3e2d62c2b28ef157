import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtBot } from '../../sandbox/bot/build.js';

const root = resolve(import.meta.dirname, '../..');

/** The program as it is built now, in a folder of its own, so that nothing changes under a suite of many minutes. */
export interface HeldBuild {
	/** For `node`. */
	readonly entry: string;
	remove(): Promise<void>;
}

export async function heldBuild(): Promise<HeldBuild> {
	const entry = await builtBot(root);
	const folder = await mkdtemp(join(tmpdir(), 'reelay-build-'));
	await cp(join(entry, '..'), join(folder, 'dist'), { recursive: true });
	await cp(join(root, 'package.json'), join(folder, 'package.json'));
	await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
	return {
		entry: join(folder, 'dist', 'main.js'),
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}
