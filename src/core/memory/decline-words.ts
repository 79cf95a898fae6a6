/** What a clause reads like that turns a finding down, in one language. */
export interface DeclineWords {
  /** Matches a whole clause. */
  clause: RegExp;
  /** Anywhere in the reply: it agrees, hedges, doubts, or puts the matter off. */
  doubt: RegExp;
}

const OPENER = String.raw`(?:(?:no|nope|nah|yes|yeah|yep|ok|okay|sorry|thanks|thank you|hi|hey|well|@[\w-]+)[\s,!.]+(?:but\s+)?)*`;
const WE = String.raw`(?:(?:i|we)(?:\s+(?:are|am)|'re|'m)?\s+)?`;
const THIS = String.raw`(?:this|that|it|these|those|this one|that one)`;
const WILL_NOT = String.raw`(?:won'?t|will not|not going to|do(?:n't| not) (?:want|plan|intend) to|decided not to)[\s-]+(?:fix|change|address|do)(?:\s+${THIS})?`;
const SO = String.raw`(?:works?|working|behaves|behaving|all|here|still)\s+`;
const INTENDED = String.raw`(?:by design|as designed|as intended|intended|intentional|intentionally so|on purpose|deliberate|(?:the\s+)?(?:intended|expected|desired) behaviou?r|a\s+(?:deliberate|conscious) (?:choice|decision)|a?\s*false positive|not (?:a bug|an issue))`;
const IS = String.raw`(?:(?:${THIS}(?:\s+(?:is|was|are|were)|'s)?|which is)\s+)`;
const TAIL = String.raw`(?:\s+(?:here|there|for now|in this (?:case|place|project|repo|repository)))?`;
const WHY = String.raw`(?:\s*,?\s*(?:because|since|as|so that|so|to|in order to|given|see|per)\b.*)?`;

const en: DeclineWords = {
  clause: new RegExp(
    `^${OPENER}(?:${WE}${WILL_NOT}|wont-?fix|${IS}?(?:${SO})*${INTENDED})${TAIL}${WHY}$`,
    'iu',
  ),
  doubt:
    /\b(?:but|however|though|although|except|unless|if|maybe|perhaps|probably|might|may be|could be|should|not sure|unsure|i guess|i think|i suppose|right|correct|valid|agreed?|good (?:catch|point|find|spot)|nice catch|fair|fixed|done|will (?:fix|change|do|address)|i'll|we'll|follow[- ]?up|later|next|separate|another (?:pr|issue|ticket)|todo|ticket|not (?:really |quite )?(?:by design|intended|intentional|on purpose|deliberate|a false positive|expected)|isn'?t|wasn'?t|aren'?t|weren'?t)\b|\?/iu,
};

const KO_OPENER = String.raw`(?:(?:네|예|아니요|아뇨|음|죄송하지만|감사하지만|감사합니다만|@[\w-]+)[\s,.!]*)*`;
const KO_THIS = String.raw`(?:(?:이건|이것은|이거는|그건|그것은|이 부분은|이 동작은|이 코드는|해당 부분은|해당 동작은|여기는|여기서는|이 지적은|이 건은|의견 감사하지만)\s*)?`;
const KO_FOR = String.raw`(?:(?:일부러|그냥|현재로서는|저희는|우리는)\s*)*`;
const KO_THING = String.raw`(?:\s*(?:것|거|건|동작|설계|부분|사항|바|결과|구현|스펙|코드))?`;
const KO_IS = String.raw`(?:입니다|이에요|예요|에요|이예요|이다|임|이라|이라서|이므로|이기 때문에|이라 그대로 둡니다)`;
const KO_INTENDED = String.raw`의도(?:된|한|적인)${KO_THING}\s*${KO_IS}|의도대로\s*(?:입니다|동작합니다|된 것입니다)|의도적\s*${KO_IS}|의도적으로\s*\S[^?]*(?:했습니다|했어요|한 것입니다|한 겁니다|둔 것입니다|두었습니다|뒀습니다|둔 거예요|뺐습니다)|설계상\s*(?:의도|그렇습니다|이렇습니다)\S*|설계\s*의도\s*${KO_IS}|정상(?:적인)?\s*동작\s*${KO_IS}|오탐\s*${KO_IS}|버그(?:가|는)?\s*아닙니다|문제(?:가|는)?\s*아닙니다`;
const KO_NOT = String.raw`(?:(?:수정|변경|반영|조치)(?:은|는)?\s*하지|고치지|바꾸지)\s*않(?:겠습니다|겠어요|을게요|을 예정입니다|을 것입니다|을 겁니다|습니다|아요|기로 했습니다|기로 했어요|기로 합니다|음|을래요)|안\s*(?:고칠게요|고치겠습니다|고칩니다|바꾸겠습니다|바꿀게요)|(?:수정|변경|반영)\s*안\s*(?:합니다|할게요|하겠습니다|함)`;
const KO_BECAUSE = String.raw`(?:[\s,]+\S.*)?`;

const ko: DeclineWords = {
  clause: new RegExp(
    `^${KO_OPENER}${KO_THIS}${KO_FOR}(?:(?:${KO_INTENDED})${KO_BECAUSE}|(?:${KO_NOT}))$`,
    'u',
  ),
  doubt:
    /아니(?:에요|예요|고|지만|라)|것(?:이|은)?\s*아닙니다|게\s*아닙니다|하지만|그런데|그렇지만|다만|입니다만|습니다만|는데요?|혹시|아마|일까|인가|인지|나요|까요|것\s*같|듯|맞(?:습니다|아요|네요|는|긴)|옳|동의|좋은 지적|수정했|수정하겠|수정할게|고쳤|고치겠|고칠게|반영했|반영하겠|반영할게|나중에|추후|후속|다음\s*(?:PR|피알|작업)|별도|이슈로|티켓|\?/iu,
};

/** A reply is read in each of these; names and quotes are out already. */
export const DECLINE_WORDS: readonly DeclineWords[] = [en, ko];
