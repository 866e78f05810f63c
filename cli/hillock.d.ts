/** The types of `dist/hillock.js`, which is the library in one file: from its hundreds a command would need half a second to start. */
export * from 'hillock';
