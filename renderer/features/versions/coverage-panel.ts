/** Under this name it is remembered whether the canvas shows how often runs came by. */
export const coveragePanel = 'coverage';
