import type { Severity } from '../finding/finding.ts';

type Paint = (text: string) => string;

/** Colours by meaning. Without colour each returns its text untouched. */
export interface Palette {
  strong: Paint;
  faint: Paint;
  link: Paint;
  added: Paint;
  removed: Paint;
  warning: Paint;
  severity: Record<Severity, Paint>;
}

// SGR codes of ECMA-48, with the code that ends each; the sixteen basic colours follow the user's theme.
function sgr(color: boolean, open: string, close: string): Paint {
  return color
    ? (text) => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`)
    : (text) => text;
}

export function createPalette(color: boolean): Palette {
  return {
    strong: sgr(color, '1', '22'),
    faint: sgr(color, '2', '22'),
    link: sgr(color, '36', '39'),
    added: sgr(color, '32', '39'),
    removed: sgr(color, '31', '39'),
    warning: sgr(color, '1;33', '22;39'),
    severity: {
      critical: sgr(color, '1;35', '22;39'),
      high: sgr(color, '1;31', '22;39'),
      medium: sgr(color, '1;33', '22;39'),
      low: sgr(color, '1;34', '22;39'),
    },
  };
}
