package recording_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure/recording"
)

func clock(s string) time.Time {
	at, err := time.ParseInLocation(time.DateTime, "2026-03-02 "+s, time.FixedZone("CST", 8*3600))
	if err != nil {
		panic(err)
	}
	return at
}

// inspection is a morning: the certificate is shown, the rights are told, somebody is questioned and signs.
func inspection() recording.Input {
	return recording.Input{
		Opened: clock("09:00:00"), Rules: recording.Usual(),
		Required: []recording.Moment{
			{Key: "certificate", Title: lang.T("亮证", "Show the certificate"), From: clock("09:30:05"), Least: 20 * time.Second},
			{Key: "rights", Title: lang.T("告知权利", "Tell the rights"), From: clock("09:31:00"), To: clock("09:32:00")},
			{Key: "inquiry", Title: lang.T("询问", "Inquiry"), From: clock("09:40:00"), To: clock("10:20:00")},
			{Key: "signature", Title: lang.T("签字", "Signature"), From: clock("10:25:00")},
		},
		Segments: []recording.Segment{
			{ID: "a", File: "aa", Device: "BC-7", Start: clock("09:30:00"), End: clock("10:00:00"), Arrived: clock("12:00:00")},
			{ID: "b", File: "bb", Device: "BC-7", Start: clock("10:00:01"), End: clock("10:30:00"), Arrived: clock("12:00:00")},
		},
	}
}

func check(t *testing.T, in recording.Input) recording.Report {
	r, err := recording.Check(in)
	require.NoError(t, err)
	return r
}

func TestAGoodRecord(t *testing.T) {
	r := check(t, inspection())
	require.Empty(t, r.Findings, "a second between two files is no break")
	require.NoError(t, recording.MayPass(r, nil))
	require.Len(t, r.Axis.Lanes, 1)
}

// TestOneFaultEach bends the good record in one way at a time and expects just what follows from it.
func TestOneFaultEach(t *testing.T) {
	for name, c := range map[string]struct {
		bend     func(*recording.Input)
		kind     recording.Kind
		severity recording.Severity
		zh       string
	}{
		"nothing of the signature": {func(in *recording.Input) { in.Segments[1].End = clock("10:24:00") }, recording.Uncovered, recording.Serious, "“签字”（2026-03-02 10:25:00）没有音像记录"},
		"a break in the inquiry":   {func(in *recording.Input) { in.Segments[1].Start = clock("10:03:30") }, recording.Gap, recording.Serious, "“询问”的音像记录中断 3分30秒（2026-03-02 10:00:00–10:03:30）"},
		"the certificate shown too briefly": {func(in *recording.Input) {
			in.Segments = append(in.Segments, recording.Segment{ID: "c", File: "cc", Device: "BC-7", Start: clock("09:30:00"), End: clock("09:30:10")})
			in.Segments[0].Start = clock("09:30:30")
		}, recording.Short, recording.Warning, "“亮证”的连续记录仅 10秒，不足 20秒"},
		"a scrap": {func(in *recording.Input) {
			in.Segments = append(in.Segments, recording.Segment{ID: "c", File: "cc", Device: "BC-8", Start: clock("10:10:00"), End: clock("10:10:01")})
		}, recording.Short, recording.Note, "片段 c 仅 1秒，难以反映过程"},
		"two at once":       {func(in *recording.Input) { in.Segments[1].Start = clock("09:59:00") }, recording.Overlap, recording.Serious, "设备 BC-7 的片段 a 与 b 时间重叠 1分0秒（2026-03-02 09:59:00–10:00:00），同一设备不可能同时录两段"},
		"an old film again": {func(in *recording.Input) { in.Segments[1].File = "aa" }, recording.Reused, recording.Serious, "片段 a 与 b 画面相同，时间却相差 30分1秒，设备为 BC-7、BC-7"},
		"a scene again, recoded": {func(in *recording.Input) {
			in.Segments[0].Marks = []recording.Mark{{At: 10 * time.Minute, Print: "p"}}
			in.Segments[1].Marks = []recording.Mark{{At: 0, Print: "q"}, {At: time.Minute, Print: "p"}}
		}, recording.Reused, recording.Serious, "片段 a 与 b 画面相同，时间却相差 21分1秒，设备为 BC-7、BC-7"},
		"another case's film": {func(in *recording.Input) {
			in.Elsewhere = []recording.Use{{Case: "沈应急罚〔2026〕3号", File: "bb"}, {Case: "x", File: "zz"}}
		}, recording.Elsewhere, recording.Serious, "同一录像文件也用于案件 沈应急罚〔2026〕3号"},
		"before the case": {func(in *recording.Input) { in.Opened = clock("09:30:01") }, recording.Outside, recording.Warning, "片段 a（2026-03-02 09:30:00–10:00:00）超出案件办理时间"},
		"after it":        {func(in *recording.Input) { in.Closed = clock("10:29:00") }, recording.Outside, recording.Warning, "片段 b（2026-03-02 10:00:01–10:30:00）超出案件办理时间"},
		"from the future": {func(in *recording.Input) { in.Segments[1].Arrived = clock("10:20:00") }, recording.ClockAhead, recording.Serious, "片段 b 的结束时间比上传完成时间晚 10分0秒，设备 BC-7 的时钟有误"},
		"a clock that loses": {func(in *recording.Input) {
			in.Clocks = []recording.Clock{{Device: "BC-7", Syncs: []recording.Sync{{Device: clock("09:00:00"), True: clock("09:00:00")}, {Device: clock("10:59:58"), True: clock("11:00:00")}}}}
		}, recording.ClockDrift, recording.Warning, "设备 BC-7 的时钟每天走慢 24秒"},
		"a clock that is off": {func(in *recording.Input) {
			in.Clocks = []recording.Clock{{Device: "BC-7", Syncs: []recording.Sync{{Device: clock("09:05:00"), True: clock("09:00:00")}}}}
			for i := range in.Segments {
				in.Segments[i].Start, in.Segments[i].End = in.Segments[i].Start.Add(5*time.Minute), in.Segments[i].End.Add(5*time.Minute)
			}
		}, recording.ClockOff, recording.Warning, "设备 BC-7 的时钟快 5分0秒，画面时间已按校时修正"},
	} {
		t.Run(name, func(t *testing.T) {
			in := inspection()
			c.bend(&in)
			r := check(t, in)
			require.Len(t, r.Findings, 1, "%+v", r.Findings)
			f := r.Findings[0]
			require.Equal(t, []any{c.kind, c.severity, c.zh}, []any{f.Kind, f.Severity, f.Text.Zh})
			require.Equal(t, recording.Usual().Basis, f.Basis)
			require.NotEmpty(t, f.Text.En)

			err := recording.MayPass(r, nil)
			require.Equal(t, fail.KindIllegal, fail.KindOf(err))
			require.Equal(t, "第四十七条", fail.As(err).Article)
			answer := recording.Answer{Finding: f.Key, Verdict: recording.Explained, Text: "设备电池更换", Person: "legal", At: clock("15:00:00")}
			require.NoError(t, recording.MayPass(r, []recording.Answer{answer}))
			again := check(t, in)
			require.Equal(t, r, again, "the same input gives the same keys")
			open, stale, err := recording.Review(check(t, inspection()), []recording.Answer{answer})
			require.NoError(t, err)
			require.Empty(t, open)
			require.Equal(t, []recording.Answer{answer}, stale, "what is mended needs no answer")
		})
	}
}

func TestAnAnswerToOneGapIsNoneToAnother(t *testing.T) {
	in := inspection()
	in.Segments[1].Start = clock("10:03:30")
	answer := recording.Answer{Finding: check(t, in).Findings[0].Key, Verdict: recording.Explained, Text: "设备电池更换", Person: "legal", At: clock("15:00:00")}
	in.Segments[1].Start = clock("10:15:00")
	require.Equal(t, fail.KindIllegal, fail.KindOf(recording.MayPass(check(t, in), []recording.Answer{answer})))
}

func TestAnswersMustSaySomething(t *testing.T) {
	good := recording.Answer{Finding: "f", Verdict: recording.Remedied, Text: "已补充询问笔录", Person: "legal", At: clock("15:00:00")}
	require.NoError(t, good.Check())
	for field, bend := range map[string]func(*recording.Answer){
		"verdict": func(a *recording.Answer) { a.Verdict = "fine" },
		"text":    func(a *recording.Answer) { a.Text = " 同意  " },
		"person":  func(a *recording.Answer) { a.Person = "" },
	} {
		a := good
		bend(&a)
		require.Equal(t, field, fail.As(a.Check()).Field)
		_, _, err := recording.Review(recording.Report{}, []recording.Answer{a})
		require.Error(t, err)
	}
}

func TestInputThatMeansNothingIsRefused(t *testing.T) {
	for name, bend := range map[string]func(*recording.Input){
		"ends before it begins": func(in *recording.Input) { in.Segments[0].End = clock("08:00:00") },
		"lasts nothing":         func(in *recording.Input) { in.Segments[0].End = in.Segments[0].Start },
		"two of one id":         func(in *recording.Input) { in.Segments[1].ID = "a" },
		"no file":               func(in *recording.Input) { in.Segments[1].File = "" },
		"no device":             func(in *recording.Input) { in.Segments[1].Device = "" },
		"two of one key":        func(in *recording.Input) { in.Required[1].Key = "certificate" },
		"no time":               func(in *recording.Input) { in.Required[1].From = time.Time{} },
		"moment backwards":      func(in *recording.Input) { in.Required[1].To = clock("09:00:00") },
		"two clocks":            func(in *recording.Input) { in.Clocks = []recording.Clock{{Device: "d"}, {Device: "d"}} },
		"clock set back": func(in *recording.Input) {
			in.Clocks = []recording.Clock{{Device: "d", Syncs: []recording.Sync{{Device: clock("10:00:00"), True: clock("10:00:00")}, {Device: clock("09:30:00"), True: clock("10:30:00")}}}}
		},
	} {
		in := inspection()
		bend(&in)
		_, err := recording.Check(in)
		require.Equal(t, fail.KindInvalid, fail.KindOf(err), name)
	}
	r := check(t, recording.Input{Rules: recording.Usual()})
	require.Empty(t, r.Findings)
	b, err := json.Marshal(r.Axis)
	require.NoError(t, err)
	require.Contains(t, string(b), `"moments":[],"lanes":[]`)
}
