// A plugin of TypeDoc: whatever is exported has a comment, which editors show. TypeDoc's own check wants one for each member
// of an inline type too, which the comment of the symbol around it describes.
import { Converter, ReflectionKind } from 'typedoc';

const NEED_ONE =
  ReflectionKind.Variable |
  ReflectionKind.CallSignature |
  ReflectionKind.ClassOrInterface |
  ReflectionKind.Property |
  ReflectionKind.GetSignature |
  ReflectionKind.TypeAlias;

export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.kindOf(NEED_ONE) || reflection.hasComment()) continue;
      if (reflection.inheritedFrom !== undefined || isWithinType(reflection)) continue;
      app.logger.warn(`${reflection.getFullName()} has no comment`);
    }
  });
}

function isWithinType({ parent }) {
  if (parent === undefined) return false;
  return parent.kindOf(ReflectionKind.TypeLiteral) || isWithinType(parent);
}
