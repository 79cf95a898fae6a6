import { readMarkers, writeMarker } from '../../core/plan/marker.ts';

/**
 * Whether two bodies are the same piece of writing of ours: they carry the same markers or, when
 * what is wanted carries none, read the same. GitHub may have changed line ends.
 */
export function isSameWriting(wanted: string, found: string): boolean {
  const marks = marksOf(wanted);
  if (marks !== '') return marks === marksOf(found);
  return plain(wanted) === plain(found);
}

function marksOf(body: string): string {
  return readMarkers(body).map(writeMarker).join('\n');
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
