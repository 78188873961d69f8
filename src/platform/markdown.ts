import { Lexer, type MarkedToken, type Token, Tokenizer } from 'marked';

export type { MarkedToken, Token, Tokens } from 'marked';

/**
 * Markdown as a letter has use for: headings, paragraphs, lists, emphasis, links, quotes, a line. What else there is of it (HTML, code,
 * tables, reference links, underlined headings) is read as the text it looks like, so that no tag passes.
 */
class Plain extends Tokenizer {
  override html = () => undefined;
  override tag = () => undefined;
  override code = () => undefined;
  override fences = () => undefined;
  override def = () => undefined;
  override table = () => undefined;
  override lheading = () => undefined;
}

/** The pieces of a text. @throws RangeError when thousands of them lie in each other */
export const lex = (text: string): readonly Token[] => new Lexer({ gfm: true, tokenizer: new Plain() }).lex(text);

/** The words alone, on one line. */
export function textOf(tokens: readonly Token[]): string {
  return (tokens as MarkedToken[])
    .map((token): string => {
      if ('tokens' in token && token.tokens && token.tokens.length > 0) return textOf(token.tokens);
      if (token.type === 'br') return ' ';
      return 'text' in token ? String(token.text) : token.raw;
    })
    .join('')
    .replace(/\s+/g, ' ');
}
