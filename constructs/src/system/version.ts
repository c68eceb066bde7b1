/** Version of the constructs, the chart and, when a value names no other tag, the images. A test compares it with every package.json. */
export const version = '0.1.0';
