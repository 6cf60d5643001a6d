/**
 * Camino's scheme files: pulses (version 1, "STEJSKALTANNER") and sampled waveforms ("GRADIENT_WAVEFORM").
 *
 * @module
 */
export { formatCamino, readCamino, writeCamino } from "./files.ts";
export { parseCamino } from "./parse.ts";
export { type CaminoProtocol, caminoProtocol } from "./protocol_of_scheme.ts";
export type { CaminoPulses, CaminoScheme, CaminoWaveform, CaminoWaveforms } from "./scheme.ts";
export { caminoPulses, caminoWaveforms } from "./scheme_of_protocol.ts";
