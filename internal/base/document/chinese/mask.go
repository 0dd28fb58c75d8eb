package chinese

import (
	"regexp"
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

// Identity and Mobile find identity and mobile numbers that stand in running text.
var (
	Identity = regexp.MustCompile(`\b[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]\b`)
	Mobile   = regexp.MustCompile(`\b1[3-9]\d{9}\b`)
)
