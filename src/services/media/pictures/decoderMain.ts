import { develop, readHead, spoiled, type ImageProcessing } from './development.js';
import type { DecoderRequest } from './decoderProcess.js';

/*
 * The child of `decoderProcess.ts`: answers every request with what became of the picture, and ends with its parent.
 */

async function answer({ path, rule }: DecoderRequest): Promise<ImageProcessing> {
	try {
		const head = await readHead(path);
		return head.type === 'head' ? await develop(path, head, rule) : head;
	} catch (error) {
		return spoiled('unreadable', String(error));
	}
}

process.on('message', (request) => {
	void answer(request as DecoderRequest).then((done) => process.send?.(done));
});
process.on('disconnect', () => process.exit());
