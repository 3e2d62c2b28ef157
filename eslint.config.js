import tseslint from 'typescript-eslint';

/** What the compiler does not see: promises nobody waits for, `any`, switches that forget a case. */
export default tseslint.config(
	{ ignores: ['dist/**', '.dist-*/**', 'data/**', 'node_modules/**'] },
	...tseslint.configs.strictTypeChecked,
	{
		languageOptions: {
			parserOptions: {
				project: ['./tsconfig.json', './sandbox/web/page/tsconfig.json', './operator-page/tsconfig.json'],
				tsconfigRootDir: import.meta.dirname,
			},
		},
		rules: {
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/no-non-null-assertion': 'error',
			eqeqeq: 'error',
			'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
		},
	},
	{
		files: ['src/services/**'],
		rules: {
			'no-restricted-properties': [
				'error',
				{ object: 'AbortSignal', property: 'timeout', message: 'Node 20 may collect it as garbage: use deadline().' },
			],
		},
	},
	{
		// Tests read answers of servers as they come, and index into what they have just made.
		files: ['test/**', 'bench/**', 'scripts/**'],
		rules: {
			'@typescript-eslint/no-non-null-assertion': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
		},
	},
	{
		files: ['**/*.js', '**/*.mjs', '*.config.ts'],
		extends: [tseslint.configs.disableTypeChecked],
		rules: { 'no-restricted-exports': 'off' },
	},
);
