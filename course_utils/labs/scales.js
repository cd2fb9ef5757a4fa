// Axes of a training: a scale gives the place of a value as a fraction, and its ticks.

// Up to half above where the runs start, or the baseline: a spike leaves the picture, it does not flatten it.
export function linear(values, starts) {
  const most = Math.max(...(values.length ? values : [1]));
  const low = Math.min(0, ...values), high = Math.max(Math.min(most, 1.5 * Math.max(0, ...starts) || most), low + 1e-12);
  const rough = (high - low) / 4, size = 10 ** Math.floor(Math.log10(rough));
  const step = size * [1, 2, 2.5, 5, 10].find((k) => k * size >= rough);
  const ticks = [];
  for (let k = Math.ceil(low / step); k * step <= high * 1.0001; k++) ticks.push(k * step);
  return { ticks, at: (v) => (v <= high * 1.05 ? (v - low) / ((high - low) * 1.05) : NaN) };
}

// So many decades either way of the median at most: a run that explodes leaves the picture, it does not flatten it.
// What is exactly 0 has its own place, below all decades.
export function logarithmic(values, decades = 10) {
  const logs = values.filter((v) => v > 0).map(Math.log10).sort((one, other) => one - other);
  const middle = logs[logs.length >> 1] ?? 0;
  const low = Math.floor(Math.max(logs[0] ?? 0, middle - decades));
  const high = Math.max(Math.ceil(Math.min(logs.at(-1) ?? 0, middle + decades)), low + 1);
  const every = Math.ceil((high - low) / 5), ticks = [], floor = values.includes(0) ? low - every : low;
  for (let k = low; k <= high; k += every) ticks.push(10 ** k);
  if (floor < low) ticks.unshift(0);
  const at = (v) => ((v === 0 ? floor : Math.log10(v)) - floor) / (high - floor);
  return { ticks, at: (v) => (v === 0 ? (floor < low ? 0 : NaN) : at(v) >= at(10 ** low) && at(v) <= 1 ? at(v) : NaN) };
}

export function shortNumber(v) {
  const size = Math.abs(v);
  return size !== 0 && (size < 1e-2 || size >= 1e4) ? v.toExponential().replace("+", "") : String(+v.toPrecision(3));
}

export function roundUp(count) {
  const size = 10 ** Math.floor(Math.log10(Math.max(count, 20)));
  return size * [1, 1.5, 2, 3, 5, 7.5, 10].find((k) => k * size >= count);
}
