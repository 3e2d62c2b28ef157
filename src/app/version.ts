import manifest from '../../package.json' with { type: 'json' };

/** Reelay's version, as its package has it. */
export const { version } = manifest;
