package rule

import (
	"regexp"
	"strconv"
	"strings"
)

var articlePart = regexp.MustCompile(`第([〇零一二三四五六七八九十百]+)(条|款|项)(?:之([一二三四五六七八九十]+))?`)

// articleEn turns 第六十四条第一项 into "Art. 64 item 1"; what is not written so stays as it is.
func articleEn(zh string) string {
	if zh == Unnumbered {
		return "(article not checked)"
	}
	return strings.TrimSpace(articlePart.ReplaceAllStringFunc(zh, func(s string) string {
		m := articlePart.FindStringSubmatch(s)
		n := strconv.Itoa(chinese(m[1]))
		if m[3] != "" {
			n += "-" + strconv.Itoa(chinese(m[3]))
		}
		return map[string]string{"条": "Art. ", "款": " para. ", "项": " item "}[m[2]] + n
	}))
}

// Unnumbered stands for an article whose number was not read; the instrument itself was.
const Unnumbered = "条号未核对"

// chinese reads a number below 1000 as laws write it.
func chinese(s string) int {
	total, digit := 0, 0
	for _, r := range s {
		switch r {
		case '百':
			total, digit = total+max(digit, 1)*100, 0
		case '十':
			total, digit = total+max(digit, 1)*10, 0
		case '〇', '零':
			digit = 0
		default:
			digit = strings.IndexRune("一二三四五六七八九", r)/len("一") + 1
		}
	}
	return total + digit
}
