package chinese

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// doubles are the surnames of two characters that are still borne.
var doubles = []string{"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "长孙", "宇文", "端木", "独孤", "南宫", "西门", "呼延", "司空", "轩辕", "百里", "东郭", "澹台", "公冶", "宗政", "濮阳", "淳于", "单于", "太叔", "申屠", "钟离", "闾丘", "赫连", "鲜于", "拓跋", "完颜"}

// MaskName keeps the surname of a natural person: 张某, 张某某, 欧阳某. A foreign or minority name with a middle dot keeps its first
// part's first character.
func MaskName(s string) string {
	n := utf8.RuneCountInString(s)
	if n == 0 {
		return ""
	}
	keep := 1
	for _, d := range doubles {
		if n > 2 && strings.HasPrefix(s, d) {
			keep = 2
		}
	}
	return string([]rune(s)[:keep]) + strings.Repeat("某", min(max(n-keep, 1), 2))
}

// MaskIdentity keeps the first six places of an identity number, the district of its issue, and no more.
func MaskIdentity(s string) string { return stars(s, 6, 0) }

// MaskPhone keeps the first three and the last four places of a mobile number, and the last two of any other.
func MaskPhone(s string) string {
	if len(s) == 11 && s[0] == '1' {
		return stars(s, 3, 4)
	}
	return stars(s, 0, 2)
}

func stars(s string, first, last int) string {
	r := []rune(s)
	if len(r) <= first+last {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

var district = regexp.MustCompile(`^.{2,12}?(?:区|县|旗|自治州)`)

// MaskAddress keeps an address down to the district or county: 沈阳市和平区***. An address without one is hidden altogether.
func MaskAddress(s string) string { return district.FindString(s) + "***" }

// Numbers in running text, in their usual ways of writing: digits of full width count as digits, and between the groups may stand a
// space or a dash.
var (
	identity = regexp.MustCompile(`[1-9]\d{5}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx]`)
	mobile   = regexp.MustCompile(`(?:\(?(?:\+|00)86\)?[ -]?|86[ -]?)?1[3-9]\d(?:\d{8}|[ .-]\d{4}[ .-]\d{4}|[ -]\d{8}|\d{4}[ -]\d{4}|[ -]\d{3}[ -]\d{5})`)
	landline = regexp.MustCompile(`(?:\(?(?:\+|00)86\)?[ -]?(?:\(0\))?0?(?:10|2\d|[3-9]\d{2})[ -]?|\(0(?:10|2\d|[3-9]\d{2})\)[ -]?|0(?:10|2\d|[3-9]\d{2})(?:[ -]{1,3})?)[2-9]\d{2,3}[ -]?\d{4}(?:(?:-|转| ?分机 ?)\d{1,6})?`)
	local    = regexp.MustCompile(`(?:电话|座机|固话|热线|传真|手机|[Tt]el\.?|TEL)(?:号码?|为|是|:| ){0,4}(\d{3,4}[ -]?\d{4}(?:(?:-|转| ?分机 ?)\d{1,6})?)`)
)

// counted are the units after a figure that is an amount; phoneWords stand right before a telephone number, codeWords before a figure
// that is none.
var (
	counted    = []string{"元", "万元", "亿元", "吨", "万吨", "千克", "公斤", "平方米", "立方米", "kg", "KG"}
	phoneWords = []string{"tel", "phone", "mobile", "mob", "fax", "wx", "vx", "wechat"}
	codeWords  = []string{"编号", "编码", "代码", "单号", "文号", "批号", "流水号", "案号"}
)

// MaskIdentities hides the identity numbers in a text.
func MaskIdentities(s string) string {
	return maskIn(s, identity, func(found string) string { return MaskIdentity(strings.NewReplacer(" ", "", "-", "").Replace(found)) })
}

// MaskMobiles hides the mobile numbers in a text, with or without the code of China, whichever way they are grouped. Amounts and longer
// figures stay.
func MaskMobiles(s string) string {
	return maskIn(s, mobile, func(found string) string { d := onlyDigits(found); return MaskPhone(d[len(d)-11:]) })
}

// MaskPhones hides the telephone numbers in a text: mobile ones, and those with an area code, or after a word such as 电话. Numbers that
// everybody may know (119, 12350, 400-…) stay, and so do amounts, dates and codes.
func MaskPhones(s string) string {
	stars := func(found string) string { return MaskPhone(onlyDigits(found)) }
	return maskIn(maskIn(MaskMobiles(s), landline, stars), local, stars)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// maskIn replaces what is found and stands alone: it is no part of a longer figure, code or word, and counts nothing. Of an expression
// with a group only the group is replaced.
func maskIn(s string, what *regexp.Regexp, hide func(found string) string) string {
	text := []rune(strings.ToValidUTF8(s, "\ufffd"))
	plain := make([]rune, len(text))
	for i, r := range text {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == '\u3000' || r == '\u00a0':
			r = ' '
		case r == '–' || r == '—' || r == '‑':
			r = '-'
		}
		plain[i] = r
	}
	var out strings.Builder
	done := 0
	for at := 0; at < len(plain); {
		rest := string(plain[at:])
		m := what.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		from, to := m[len(m)-2], m[len(m)-1]
		from, to = at+utf8.RuneCountInString(rest[:from]), at+utf8.RuneCountInString(rest[:to])
		if !alone(plain, from, to) {
			for at = from; at < len(plain) && inFigure(plain[at]); at++ { // not the rest of the same figure either
			}
			at = max(at, from+1)
			continue
		}
		out.WriteString(string(text[done:from]) + hide(string(plain[from:to])))
		done, at = to, to
	}
	return out.String() + string(text[done:])
}

func inFigure(r rune) bool { return r >= '0' && r <= '9' }

// alone reports whether a figure is no part of a longer one, of a decimal, or of a code.
func alone(text []rune, from, to int) bool {
	start := from
	for start > 0 && (inFigure(text[start-1]) || isLetter(text[start-1]) || strings.ContainsRune("_.-", text[start-1])) {
		start--
	}
	before := string(text[start:from])
	word := strings.ToLower(strings.TrimRight(before, ".-"))
	switch {
	case from > 0 && inFigure(text[from-1]):
		return false
	case strings.HasSuffix(before, ".") && from > 1 && inFigure(text[from-2]):
		return false
	case strings.IndexFunc(word, isLetter) >= 0 && !slices.Contains(phoneWords, word):
		return false
	}
	named := strings.TrimRight(string(text[max(0, start-8):start]), ": ")
	for _, w := range codeWords {
		if strings.HasSuffix(named, w) {
			return false
		}
	}
	if to == len(text) {
		return true
	}
	if next := text[to]; inFigure(next) || isLetter(next) || next == '_' || next == '.' && to+1 < len(text) && inFigure(text[to+1]) {
		return false
	}
	if strings.ContainsFunc(string(text[from:to]), func(r rune) bool { return !inFigure(r) }) || text[from] == '0' {
		return true // amounts are not written like that
	}
	after := strings.TrimLeft(string(text[to:min(len(text), to+6)]), " ")
	return !slices.ContainsFunc(counted, func(w string) bool { return strings.HasPrefix(after, w) })
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
