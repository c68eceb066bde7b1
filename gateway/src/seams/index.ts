/** The real outside world. The only folder of the control plane that reads the machine's clock or its randomness. */
export { realClock } from './real-clock.ts';
export { realRandom } from './real-random.ts';
