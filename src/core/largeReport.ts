/** Reports of more bytes than this leave little room beside them: what reading them left behind is given back at once. */
export const largeReportBytes = 256 * 1024 * 1024;
