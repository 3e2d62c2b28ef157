import { describe, expect, it } from 'vitest';

import { SecretCleaner } from '../../../src/lib/secretCleaner.js';
import { ApiError } from '../../../src/providers/contract/apiError.js';
import { makeLogger } from '../../../src/services/ops/logger.js';

function logged(write: (log: ReturnType<typeof makeLogger>) => void, secrets = new SecretCleaner()): string {
	const lines: string[] = [];
	write(makeLogger('trace', { write: (line: string) => void lines.push(line) }, secrets.cleanLine));
	return lines.join('');
}

describe('the log', () => {
	it('has no secret in it, whatever object brought it there', () => {
		const secrets = new SecretCleaner(['sk-the-key-itself']);
		const text = logged((log) => {
			log.info({ url: 'https://x/?key=sk-the-key-itself', deep: { in: ['sk-the-key-itself'] } }, 'sk-the-key-itself');
			log.error({ err: new Error('Bearer sk-the-key-itself', { cause: new Error('sk-the-key-itself') }) });
			log.trace({ b64: Buffer.from('x:sk-the-key-itself').toString('base64') });
		}, secrets);
		expect(text.match(/\[secret\]/gu)?.length).toBeGreaterThanOrEqual(6);
		expect(text).not.toContain('the-key-itself');
		expect(
			text
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as unknown),
		).toHaveLength(3);
	});

	it('tells of an error what it is, and nothing of what hangs on it', () => {
		const error = new ApiError('GET /v1/videos', {
			kind: 'unanswered',
			detail: 'reset',
			text: 'a red fox',
			status: 500,
		});
		const other = Object.assign(new Error('refused'), {
			code: 50_035,
			requestBody: { json: { content: 'a red fox' } },
		});
		const text = logged((log) => {
			log.error({ err: error });
			log.error({ err: other });
			log.error({ err: new Error('outer', { cause: error }) });
		});
		expect(text).toContain('GET /v1/videos: unanswered, reset');
		expect(text).toContain('50035');
		expect(text).not.toContain('fox');
	});
});
