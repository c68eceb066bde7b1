/** Version of the constructs and, when a value names no other tag, of the images. A test compares it with every package.json. */
export const version = '0.1.0';

/**
 * Version of the chart. It grows with every change of the chart that is published, also when the images stay as they are; a test refuses a
 * changed chart under a version that was published.
 */
export const chartVersion = '0.1.0';
