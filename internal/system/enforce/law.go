package enforce

import (
	"fmt"
	"strings"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

// fineRules are the ids of the statutory ranges behind an item of the benchmark: wsl-97-4 stands on F-97.
func fineRules(item string) []string {
	parts := strings.Split(item, "-")
	if len(parts) < 2 || parts[0] != "wsl" {
		return nil
	}
	return []string{"F-" + parts[1], "F-" + parts[1] + "-O"}
}

// whichLaw sets the law of the day of the conduct beside that of today, and says which applies and why (Penalty Law, Art.
// 37): the old one, unless the new one is milder.
func (s *System) whichLaw(t *procedure.Turn, p Penalty) string {
	began, err := calendar.ParseDate(p.Began)
	if err != nil {
		return ""
	}
	ended, err := calendar.ParseDate(p.Ended)
	if err != nil {
		return ""
	}
	c, err := t.Engine.Book().Choose(t.Case.Area, began, ended, t.Day(), fineRules(p.Item)...)
	if err != nil {
		return "新旧法无法自动比较：" + err.Error()
	}
	var out []string
	if c.Spans {
		out = append(out, c.SpanWhy.Zh)
	}
	for _, i := range c.Items {
		was, is := "无此规定", "无此规定"
		if i.Old != nil {
			was = i.Old.Value.Say().Zh
		}
		if i.New != nil {
			is = i.New.Value.Say().Zh
		}
		out = append(out, fmt.Sprintf("%s：行为时%s，决定时%s", i.Title.Zh, was, is))
	}
	for _, v := range c.Verdicts {
		out = append(out, v.Why.Zh)
	}
	return clip(strings.Join(out, "\n"), 2900)
}
