package casetest

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/script"
)

func parse(t *testing.T, text string) (Script, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "甲.case")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return Read(file)
}

func TestScriptsThatCannotBeReadSayWhere(t *testing.T) {
	const head = "案例 甲\n程序 p\n"
	for text, want := range map[string]string{
		"程序 p\n":             "案例 and 程序 or 接 are missing",
		"案例 甲\n":             "案例 and 程序 or 接 are missing",
		head + "    标题：内容\n": ":3: a field is written",
		head + "2026-03-02 09:00 甲 办理\n    没有冒号\n":     ":4: a field is written",
		head + "2026-03-02 09:00\n":                    ":3: want DATE TIME PERSON ACT",
		head + "明天 09:00 甲 办理\n":                       ":3: no time: 明天 09:00",
		head + "2026-02-30 09:00 甲 办理\n":               ":3: no time",
		head + "2026-03-02 09:00 甲\n":                  ":3: 甲 does nothing",
		head + "2026-03-02 09:00 甲 签署\n":               ":3: 签署 wants a name",
		head + "2026-03-02 09:00 甲 上传\n":               ":3: 上传 wants a name",
		head + "2026-03-02 09:00 会签\n":                 ":3: 会签 names an act",
		head + "2026-03-02 09:00 甲 办理 -> 允许\n":         ":3: after -> stands 拒绝",
		head + "# 说明\n\n2026-03-02 09:00 甲 办理 -> 不行\n": ":5: after -> stands 拒绝",
	} {
		_, err := parse(t, text)
		require.ErrorContains(t, err, want, text)
	}
	s, err := parse(t, head+"接 乙\n# 说明\n2026-03-02 09:00 甲 签署 决定 退回：理由不足 -> 拒绝 第九条 “不得”\n    标题：内容：还有\n应 阶段 完\n")
	require.NoError(t, err)
	require.Equal(t, Script{File: "甲", Title: "甲", Procedure: "p", After: "乙", Steps: []Step{
		{Line: 5, At: time.Date(2026, 3, 2, 9, 0, 0, 0, script.Beijing), Person: "甲", Verb: Sign, What: "决定", Back: "理由不足", Fields: []Field{{Line: 6, Title: "标题", Text: "内容：还有"}}, Refuse: &Refuse{Article: "第九条", Words: "不得"}},
		{Line: 7, Verb: Must, What: "阶段", Value: "完"},
	}}, s)
}

func TestScriptsThatFollowEachOtherInACircle(t *testing.T) {
	all := map[string]Script{"甲": {File: "甲", After: "乙"}, "乙": {File: "乙", After: "甲"}, "丙": {File: "丙", After: "丁"}, "戊": {File: "戊"}, "己": {File: "己", After: "戊"}}
	_, err := chainOf(all["甲"], all)
	require.ErrorContains(t, err, "in a circle")
	_, err = chainOf(all["丙"], all)
	require.ErrorContains(t, err, "there is no script 丁")
	chain, err := chainOf(all["己"], all)
	require.NoError(t, err)
	require.Equal(t, []Script{all["戊"], all["己"]}, chain)
}

// failing notes that a script failed, and ends it, without failing the test that plays it.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper()                   {}
func (f *failing) Errorf(s string, a ...any) { f.said += fmt.Sprintf(s, a...) }
func (f *failing) FailNow()                  { runtime.Goexit() }

type filing struct {
	Name string `json:"name" title:"名称|Name"`
}

// NewCase makes a case.
func (f *filing) NewCase(by identity.Subject) procedure.NewCase {
	return procedure.NewCase{Title: f.Name, Area: "210106", Assignee: by.ID, AssigneeName: by.Name, Data: *f}
}

// TestAScriptThatIsWrongFails plays scripts that expect what does not happen: each must fail, and say where.
func TestAScriptThatIsWrongFails(t *testing.T) {
	law := procedure.Basis{Law: "《测试法》", Article: "第五条"}
	act := func(name, zh string, who procedure.Who) procedure.Act {
		return procedure.Act{Name: name, Title: lang.T(zh, name), From: []string{"begun"}, To: "done", Who: who, Tone: procedure.Next, Basis: law}
	}
	roles := identity.Roles{}
	for _, a := range Cast() {
		roles[a.Role] = identity.Role{}
	}
	roles["officer"] = identity.Role{Permissions: []string{"t.read", "t.do"}}
	stage := Stage{
		Roles: roles,
		Define: func(e *procedure.Engine) error {
			return e.Define(procedure.Definition{
				Name: "t.small", Version: 1, Title: lang.T("小", "Small"), Read: "t.read", Open: "t.do", Start: "begun", Filing: filing{}, Data: filing{},
				Stages: []procedure.Stage{{Name: "begun", Title: lang.T("开始", "Begun")}, {Name: "done", Title: lang.T("完成", "Done"), Final: true}},
				Acts:   []procedure.Act{act("finish", "办结", procedure.Who{Permission: "t.do"}), act("stop", "终止", procedure.Who{Permission: "t.none", Basis: law})},
			})
		},
	}
	const head = "案例 甲\n程序 t.small\n2026-03-02 09:00 主办员 登记\n    名称：某某\n"
	for text, want := range map[string]string{
		"2026-03-02 10:00 主办员 办结\n应 阶段 完成\n应 数据 name = 某某\n": "", // this one is right
		"2026-03-02 10:00 主办员 终止 -> 拒绝 第五条 “无权”\n":           "", // and this
		"2026-03-02 10:00 主办员 办结 -> 拒绝\n":                    "甲.case:5 should be refused",
		"2026-03-02 10:00 主办员 终止\n":                          "Received unexpected error",
		"2026-03-02 10:00 主办员 终止 -> 拒绝 第六条\n":                "does not contain \"第六条\"",
		"2026-03-02 10:00 主办员 终止 -> 拒绝 第五条 “期限”\n":           "does not contain \"期限\"",
		"2026-03-02 10:00 主办员 跳舞 -> 拒绝\n":                    "the procedure has no act 跳舞",
		"2026-03-02 10:00 无名氏 办结 -> 拒绝\n":                    "nobody is called 无名氏",
		"2026-03-02 10:00 主办员 办结 -> 拒绝\n    理由：无\n":          "the act takes no form",
		"应 阶段 完成\n":                    "Not equal",
		"应 数据 name = 其他\n":             "Not equal",
		"应 文书 决定书\n":                   "no 决定书 among",
		"应 待签\n":                       "Should NOT be empty",
		"应 天晴 是\n":                     "unknown word",
		"应 期限 办案 = 2026-03-05 24:00\n": "办案",
	} {
		s, err := parse(t, head+text)
		require.NoError(t, err)
		w := newWorld(t, stage, nil, s.Began())
		f := &failing{TB: t}
		w.t = f
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.run(s, s.Procedure)
		}()
		<-done
		if want == "" {
			require.Empty(t, f.said, text)
		} else {
			require.Contains(t, f.said, want, text)
		}
	}
}
