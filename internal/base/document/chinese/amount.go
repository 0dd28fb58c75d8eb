package chinese

import (
	"strings"

	"anlan/internal/base/fail"
)

// MaxAmount is the largest amount that can be written, in fen: one trillion (10^12) yuan.
const MaxAmount = 100_000_000_000_000

var capitals = []rune("零壹贰叁肆伍陆柒捌玖")

// Amount writes an amount of money, given in fen, in capitals: 人民币壹万贰仟叁佰元整, 人民币壹仟元零伍分. The word 整 follows 元 and 角 and
// never 分; a run of zeros inside is one 零. A negative amount or one above MaxAmount is Invalid.
func Amount(fen int64) (string, error) {
	if fen < 0 || fen > MaxAmount {
		return "", fail.Invalid("document.amount.range", "金额应在 0 元至 1 万亿元之间", "an amount lies between 0 and 10^12 yuan")
	}
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var s strings.Builder
	s.WriteString("人民币")
	switch {
	case yuan > 0:
		s.WriteString(integer(yuan) + "元")
	case fen == 0:
		s.WriteString("零元")
	}
	if jiao > 0 {
		s.WriteRune(capitals[jiao])
		s.WriteString("角")
	}
	if cent == 0 {
		return s.String() + "整", nil
	}
	if jiao == 0 && yuan > 0 {
		s.WriteString("零")
	}
	s.WriteRune(capitals[cent])
	return s.String() + "分", nil
}

// integer writes n > 0 in capitals. Each of 亿 and 万 splits the number in two; 仟 佰 拾 split what is left.
func integer(n int64) string {
	for _, p := range []struct {
		value int64
		unit  string
	}{{100_000_000, "亿"}, {10_000, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < p.value {
			continue
		}
		s, rest := integer(n/p.value)+p.unit, n%p.value
		switch {
		case rest == 0:
			return s
		case rest < p.value/10:
			s += "零"
		}
		return s + integer(rest)
	}
	return string(capitals[n])
}
