package draw

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// MaxFile is the longest file that is read or written, in bytes.
const MaxFile = 64 << 20

// Kind is which part of a published drawing does not fit.
type Kind string

// The parts, in the order in which they are checked.
const (
	BadForm       Kind = "form"       // no published drawing, or not in the one form
	BadList       Kind = "list"       // the list is not the one that was committed to
	BadCommitment Kind = "commitment" // the commitment was changed, or is not the one made known beforehand
	BadSeed       Kind = "seed"       // the seed was changed, or is not the one announced
	BadOrder      Kind = "order"      // the list was not fixed before the seed was known
	BadResult     Kind = "result"     // drawing again comes to something else
)

// Title is the part in words.
func (k Kind) Title() lang.Text {
	switch k {
	case BadForm:
		return lang.T("文件形式不符", "the form of the file is wrong")
	case BadList:
		return lang.T("名单被改动", "the list was changed")
	case BadCommitment:
		return lang.T("事先公告被改动", "the commitment was changed")
	case BadSeed:
		return lang.T("种子被改动", "the seed was changed")
	case BadOrder:
		return lang.T("先后次序不成立", "the order in time does not hold")
	case BadResult:
		return lang.T("抽取结果被改动", "the result was changed")
	}
	return lang.T(string(k), string(k))
}

// Fault is the first thing that does not fit. Path is where, as names and places with dots; Is what the file says, Should
// what it would have to be, where that can be told.
type Fault struct {
	Kind       Kind
	Path       string
	Is, Should string
	What       lang.Text
}

func (f *Fault) Error() string {
	s := f.Kind.Title().En + ": " + f.What.En
	if f.Path != "" {
		s += " (" + f.Path + ")"
	}
	if f.Is != f.Should {
		s += fmt.Sprintf("; it says %q and should say %q", f.Is, f.Should)
	}
	return s
}

// Zh is the sentence in Chinese.
func (f *Fault) Zh() string {
	s := f.Kind.Title().Zh + "：" + f.What.Zh
	if f.Path != "" {
		s += "（" + f.Path + "）"
	}
	if f.Is != f.Should {
		s += fmt.Sprintf("；文件为“%s”，应为“%s”", f.Is, f.Should)
	}
	return s
}

// Known is what the checker knows from elsewhere; "" for what is not known. Without it a sound drawing agrees only with
// itself: whoever makes up list, seed and result together is not found out.
type Known struct {
	Commitment string // SM3 of the commitment as it was published before, in hex
	Seed       string
}

// Read reads a published file. White space between the parts, or a character written as its number, does no harm, as a viewer
// may have put it so; all else must be in the one form. It fails with a Fault.
func Read(raw []byte) (Published, error) {
	var p Published
	if len(raw) > MaxFile {
		return p, &Fault{Kind: BadForm, What: lang.T("文件过大", "the file is too large")}
	}
	is, err := tree(raw)
	if err != nil {
		return p, unreadable(err)
	}
	if top, ok := is.(map[string]any); !ok || top["version"] != Version {
		return p, &Fault{Kind: BadForm, What: lang.T("不是本版本的双随机抽取公示文件", "it is no published drawing of the version "+Version)}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Published{}, unreadable(err)
	}
	if err := p.ready(); err != nil {
		return Published{}, err
	}
	should, err := treeOf(p)
	if err != nil {
		return Published{}, unreadable(err)
	}
	if at, one, other, differ := difference("", is, should); differ {
		return Published{}, &Fault{Kind: BadForm, Path: at, Is: one, Should: other, What: lang.T("未按规定形式书写", "it is not written in the one form")}
	}
	return p, nil
}

func unreadable(err error) *Fault {
	return &Fault{Kind: BadForm, What: lang.T("无法读取："+err.Error(), "it cannot be read: "+err.Error())}
}

// ready puts a drawing into its one order and fails with a Fault when a part is not valid.
func (p *Published) ready() error {
	var err error
	if p.List, err = p.List.ready(); err != nil {
		return faulty(BadList, err)
	}
	p.Commitment.FixedAt, p.Commitment.Source.Due = second(p.Commitment.FixedAt), second(p.Commitment.Source.Due)
	p.Seed.AnnouncedAt = second(p.Seed.AnnouncedAt)
	if err := p.Commitment.valid(); err != nil {
		return faulty(BadCommitment, err)
	}
	if err := p.Seed.valid(p.Commitment); err != nil {
		return faulty(BadSeed, err)
	}
	r := &p.Result
	r.Covered, r.Drawn = visits(r.Covered), visits(r.Drawn)
	r.LeftOut, r.Officers, r.Unstaffed = append([]LeftOut{}, r.LeftOut...), append([]LeftOut{}, r.Officers...), append([]Unstaffed{}, r.Unstaffed...)
	return nil
}

func visits(list []Visit) []Visit {
	out := append([]Visit{}, list...)
	for i := range out {
		out[i].Officers = append([]string{}, out[i].Officers...)
	}
	return out
}

// faulty is a refusal as a fault. One of the order in time is a fault of that.
func faulty(k Kind, err error) *Fault {
	f := &Fault{Kind: k, What: lang.T(err.Error(), err.Error())}
	if e := fail.As(err); e != nil {
		f.Path, f.What = e.Field, e.Text
		if e.Code == "draw.order" || e.Code == "draw.early" {
			f.Kind = BadOrder
		}
	}
	return f
}

// Check draws again and fails with a Fault that names the first thing that does not fit: the list, the commitment, the seed,
// the order in which they came, the result.
func Check(p Published, known Known) error {
	if err := p.ready(); err != nil {
		return err
	}
	digest, err := digestOf(p.List)
	if err != nil {
		return unreadable(err)
	}
	for _, c := range []struct {
		kind       Kind
		path       string
		is, should string
		zh, en     string
	}{
		{BadForm, "version", p.Version, Version, "算法版本不识别", "the version of the algorithm is not known"},
		{BadList, "commitment.list", p.Commitment.List, hex.EncodeToString(digest[:]), "名单的摘要与公告中的不符", "its digest is not that of the commitment"},
		{BadList, "commitment.units", fmt.Sprint(p.Commitment.Units), fmt.Sprint(len(p.List.Units)), "对象数目不符", "the number of units differs"},
		{BadList, "commitment.officers", fmt.Sprint(p.Commitment.Officers), fmt.Sprint(len(p.List.Officers)), "人员数目不符", "the number of officers differs"},
		{BadCommitment, "sums.commitment", p.Sums.Commitment, p.Commitment.Sum(), "摘要不符", "its digest differs"},
		{BadCommitment, "commitment", p.Commitment.Sum(), or(strings.ToLower(strings.TrimSpace(known.Commitment)), p.Commitment.Sum()), "与事先公布的不符", "it is not the one made known beforehand"},
		{BadSeed, "sums.seed", p.Sums.Seed, sumOf(p.Seed), "摘要不符", "its digest differs"},
		{BadSeed, "seed.value", p.Seed.Value, or(strings.TrimSpace(known.Seed), p.Seed.Value), "与已公布的值不符", "it is not the one announced"},
	} {
		if c.is != c.should {
			return &Fault{Kind: c.kind, Path: c.path, Is: c.is, Should: c.should, What: lang.T(c.zh, c.en)}
		}
	}
	again := p.List.draw(digest, p.Seed.Value)
	is, err := treeOf(p.Result)
	if err != nil {
		return unreadable(err)
	}
	should, err := treeOf(again)
	if err != nil {
		return unreadable(err)
	}
	if at, one, other, differ := difference("result", is, should); differ {
		return &Fault{Kind: BadResult, Path: at, Is: one, Should: other, What: lang.T("重新抽取得到不同的结果", "drawing again comes to something else")}
	}
	if sum := sumOf(again); sum != p.Sums.Result {
		return &Fault{Kind: BadResult, Path: "sums.result", Is: p.Sums.Result, Should: sum, What: lang.T("摘要不符", "its digest differs")}
	}
	return nil
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// CheckFile reads and checks a published file.
func CheckFile(raw []byte, known Known) (Published, error) {
	p, err := Read(raw)
	if err != nil {
		return p, err
	}
	return p, Check(p, known)
}

// Tell writes the outcome of a check for people, in Chinese and English, and reports whether all was in order.
func Tell(w io.Writer, name string, p Published, known Known, err error) bool {
	say := func(zh, en string) { fmt.Fprintf(w, "%s\n%s\n", zh, en) }
	c := p.Commitment
	if c.Title != "" {
		fmt.Fprintf(w, "%s  %s  %s\n", c.Organ, c.Title, c.Number)
	}
	var f *Fault
	if errors.As(err, &f) {
		say("不符："+f.Zh()+"。", "NOT IN ORDER: "+f.Error()+".")
		return false
	}
	if err != nil {
		say("无法校验："+name, "CANNOT BE CHECKED: "+err.Error()+".")
		return false
	}
	staffed := len(p.Result.Covered) + len(p.Result.Drawn) - len(p.Result.Unstaffed)
	say(fmt.Sprintf("相符：从 %d 家中重新抽取，得到同样的 %d 家（另全覆盖 %d 家），其中 %d 家派出人员。", p.Result.Pool, len(p.Result.Drawn), len(p.Result.Covered), staffed),
		fmt.Sprintf("IN ORDER: drawn again out of %d units, with the same %d units (and %d covered in full); officers for %d.", p.Result.Pool, len(p.Result.Drawn), len(p.Result.Covered), staffed))
	say("名单固定于 "+beijing(c.FixedAt)+"，校验值："+c.List, "list fixed at "+utc(c.FixedAt)+", SM3: "+c.List)
	say("种子公布于 "+beijing(p.Seed.AnnouncedAt)+"："+p.Seed.Value+"（来源："+c.Source.Title+"，"+c.Source.Place+"）",
		"seed announced at "+utc(p.Seed.AnnouncedAt)+": "+p.Seed.Value+" (from: "+c.Source.Title+", "+c.Source.Place+")")
	say("公告校验值："+c.Sum(), "commitment SM3: "+c.Sum())
	if known.Commitment == "" {
		say("尚未确认公告：请将上列公告校验值与种子产生之前公布的值比对（或用 --commitment 给出）。", "THE COMMITMENT IS NOT CONFIRMED: compare its SM3 with the one published before the seed was known (or give it with --commitment).")
	}
	if known.Seed == "" {
		say("尚未确认种子：请到所列来源核对种子（或用 --seed 给出）。", "THE SEED IS NOT CONFIRMED: look it up at its source (or give it with --seed).")
	}
	return true
}

func beijing(t time.Time) string {
	return t.In(time.FixedZone("CST", 8*3600)).Format("2006-01-02 15:04:05")
}

func utc(t time.Time) string { return t.UTC().Format(time.RFC3339) }
