// Package draw draws by lot which units are inspected and which officers go there (双随机一公开), so that anybody can draw
// again from what was published and must come to the same.
//
// The list comes first: units, officers and rules. Its digest is published in a Commitment, which also says where the seed
// will come from and that nobody can know it before a moment still to come (Commit). Then the seed is announced, and Draw
// takes the list, the commitment and the seed, and nothing else, to a result. Check draws again and names the first thing
// that does not fit.
//
// # The algorithm anlan.draw.1
//
// Canonical JSON is UTF-8 without white space, the names of an object sorted by their bytes; numbers are integers in
// decimal; in strings only " and \ are escaped, with a \, and control characters do not occur. Moments are UTC to the second,
// "2026-12-01T08:00:00Z", days "2026-12-01". All fields are always there. In a list, units are sorted by code, officers by
// id, classes by credit, areas, sectors and conflicts by themselves, each once; all sorting is by bytes of UTF-8.
//
// D is the SM3 digest (GB/T 32905-2016) of the canonical JSON of the list. Block i (i = 0, 1, 2 …) is
//
//	SM3(seed ‖ D ‖ i)    seed as UTF-8, D as 32 bytes, i as 8 bytes, high byte first
//
// and its first 8 bytes, high byte first, are the number x. A number below n is x mod n of the next block; a block whose x
// is not below the largest multiple of n up to 2⁶⁴ is passed over. Blocks are used one after the other through the whole
// drawing and never twice.
//
// Units, in the order of the list: one that is excluded is left out ("excluded"); one with as many visits as the cap of its
// class or more is left out ("cap"); with full coverage of key units a key one is covered without a lot; one whose class has the
// share 0 is left out ("share"); the rest is the pool.
//
// With a total, that many are drawn one after the other. The weight of a unit is n·(L/d) for the share "n/d" of its class
// as it is written, L the least common multiple of the four d. Draw a number r below the sum of the weights of those still
// in the pool; the unit drawn is the first, in the order of the list, at which the sum of weights up to and with it exceeds
// r; it leaves the pool. With the total 0 the classes come in the order D, C, B, A: of the N of a class in the pool ⌈N·n/d⌉
// are drawn in this manner, all with the weight 1.
//
// Officers, after all units: first the covered units in the order of the list, then the drawn ones in that of drawing. Fit
// for a unit is an officer whose certificate is good on the day of the rules, one of whose areas is the beginning of the
// unit's area code, who is qualified for its sector, and who has no conflict of interest with it. With fewer of them than a
// team needs the unit stays without officers. Else, for each place in the team: of the fit who are not yet in it, those
// with the least load, by id; a number below how many they are picks one (also when there is one); the load grows by one.
//
// Written down are: how many units the pool had, and how many fewer than the total that was (short, 0 without a total); the
// visits, covered ones in the order of the list and drawn ones in that of drawing, each with its officers in the order of
// their places; who was left out and why, in the order of the list, of the officers those whose certificate is not good on
// the day ("certificate"); and, in the order of the visits, units without officers with how many were fit, and of the
// others how many failed first by certificate, area, sector, conflict, in this order. The digests under "sums" are those of
// the canonical JSON of the commitment, the seed and the result.
//
// # What it does not do
//
// It knows no clock and no database, and cannot tell whether a commitment was really published before the seed: who checks
// must know its digest from elsewhere (Known). Nor can it know that the bureau published only one commitment for one
// drawing: they are numbered for that.
package draw

import (
	"encoding/hex"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/fail"
)

// Version names the algorithm and the form of the published file.
const Version = "anlan.draw.1"

// Commitment is what is published before the seed is known.
type Commitment struct {
	Version  string    `json:"version"`
	Number   string    `json:"number"` // of the drawing; a bureau gives each once
	Title    string    `json:"title"`
	Organ    string    `json:"organ"` // that draws
	By       string    `json:"by"`    // who fixed the list there
	List     string    `json:"list"`  // SM3 of the list, in hex
	Units    int       `json:"units"`
	Officers int       `json:"officers"`
	FixedAt  time.Time `json:"fixed_at"`
	Source   Source    `json:"source"`
}

// Source says where a seed comes from that nobody can choose or know before Due, such as the numbers of a public lottery.
type Source struct {
	Title string    `json:"title"`
	Place string    `json:"place"` // where anybody can read it
	Form  string    `json:"form"`  // how the value is written, to the last blank
	Due   time.Time `json:"due"`
}

// Seed is the value that came out, as the Form of its source says, and when it was announced.
type Seed struct {
	Value       string    `json:"value"`
	AnnouncedAt time.Time `json:"announced_at"`
}

// Sums are SM3 digests of the canonical JSON of the parts, in hex. That of the commitment is what is made known beforehand.
type Sums struct {
	Commitment string `json:"commitment"`
	Seed       string `json:"seed"`
	Result     string `json:"result"`
}

// Published is a drawing as it is published: all that is needed to draw again. What it holds of people is their name, where
// and for what they are qualified, and which units they keep away from; why they do is not in it.
type Published struct {
	Version    string     `json:"version"`
	Commitment Commitment `json:"commitment"`
	List       List       `json:"list"`
	Seed       Seed       `json:"seed"`
	Result     Result     `json:"result"`
	Sums       Sums       `json:"sums"`
}

// Result is what was drawn. Pool is how many units could be drawn, Short how many fewer than asked were there.
type Result struct {
	Pool      int         `json:"pool"`
	Short     int         `json:"short"`
	Covered   []Visit     `json:"covered"` // key units, all of them, in the order of the list
	Drawn     []Visit     `json:"drawn"`   // in the order of drawing
	LeftOut   []LeftOut   `json:"left_out"`
	Officers  []LeftOut   `json:"officers_left_out"`
	Unstaffed []Unstaffed `json:"unstaffed"`
}

// Visit is a unit by its code with its officers by their ids in the order of drawing; none when it could not be staffed.
type Visit struct {
	Unit     string   `json:"unit"`
	Officers []string `json:"officers"`
}

// Reason says why a unit or an officer took no part.
type Reason string

// The reasons.
const (
	Excluded    Reason = "excluded"    // the list says so, with its own reason
	Capped      Reason = "cap"         // as many visits this year as its class may have
	NoShare     Reason = "share"       // the share of its class is 0
	Certificate Reason = "certificate" // the officer's certificate is not good on the day
)

// LeftOut is a unit by its code, or an officer by id, and why it took no part.
type LeftOut struct {
	Code   string `json:"code"`
	Reason Reason `json:"reason"`
}

// Unstaffed is a unit with fewer fit officers than a team needs, and how many officers were not fit, each counted under the
// first that applies.
type Unstaffed struct {
	Unit        string `json:"unit"`
	Fit         int    `json:"fit"`
	Certificate int    `json:"certificate"`
	Area        int    `json:"area"`
	Sector      int    `json:"sector"`
	Conflict    int    `json:"conflict"`
}

// Commit fixes a list: it is given number, title, organ, by, moment and source, and adds the rest. It fails with Invalid for
// a list that cannot be drawn from, and when the seed is due no later than the list is fixed; with Illegal for a team of
// fewer than two.
func Commit(list List, c Commitment) (Commitment, error) {
	list, err := list.ready()
	if err != nil {
		return Commitment{}, err
	}
	digest, err := digestOf(list)
	if err != nil {
		return Commitment{}, err
	}
	c.Version, c.List, c.Units, c.Officers = Version, hex.EncodeToString(digest[:]), len(list.Units), len(list.Officers)
	c.FixedAt, c.Source.Due = second(c.FixedAt), second(c.Source.Due)
	if err := c.valid(); err != nil {
		return Commitment{}, err
	}
	return c, nil
}

// Sum is the digest to be made known before the seed, in hex.
func (c Commitment) Sum() string { return sumOf(c) }

// Draw draws. It fails as Commit does, with Conflict when the list is not the one that was committed to, and with Invalid
// for a seed that is empty or was announced before it was due. The list may be in any order.
func Draw(list List, c Commitment, seed Seed) (Published, error) {
	list, err := list.ready()
	if err != nil {
		return Published{}, err
	}
	c.FixedAt, c.Source.Due, seed.AnnouncedAt = second(c.FixedAt), second(c.Source.Due), second(seed.AnnouncedAt)
	if err := c.valid(); err != nil {
		return Published{}, err
	}
	if err := seed.valid(c); err != nil {
		return Published{}, err
	}
	digest, err := digestOf(list)
	if err != nil {
		return Published{}, err
	}
	if hex.EncodeToString(digest[:]) != c.List {
		return Published{}, fail.Conflict("draw.list", "名单与已公布的摘要不符", "the list is not the one whose digest was published").At("list")
	}
	p := Published{Version: Version, Commitment: c, List: list, Seed: seed, Result: list.draw(digest, seed.Value)}
	p.Sums = Sums{Commitment: sumOf(p.Commitment), Seed: sumOf(p.Seed), Result: sumOf(p.Result)}
	return p, nil
}

// Bytes is the published file: canonical JSON. It fails with Invalid when that is longer than MaxFile.
func (p Published) Bytes() ([]byte, error) {
	b, err := canonical(p)
	if err == nil && len(b) > MaxFile {
		return nil, fail.Invalid("draw.size", "公示文件超过 64 MB，请分次抽取", "the file would have more than 64 MB: draw in parts").At("list")
	}
	return b, err
}

func (c Commitment) valid() error {
	if c.Version != Version {
		return fail.Invalid("draw.version", "算法版本不识别", "the version of the algorithm is not known").At("commitment.version")
	}
	for _, f := range []struct{ field, value string }{
		{"number", c.Number}, {"title", c.Title}, {"organ", c.Organ}, {"by", c.By}, {"source.title", c.Source.Title}, {"source.place", c.Source.Place}, {"source.form", c.Source.Form},
	} {
		if err := text("commitment."+f.field, f.value, true); err != nil {
			return err
		}
	}
	if !plausible(c.FixedAt) || !plausible(c.Source.Due) {
		return fail.Invalid("draw.time", "时间无效", "the time is not valid").At("commitment.fixed_at")
	}
	if !c.FixedAt.Before(c.Source.Due) {
		return fail.Invalid("draw.order", "名单须在种子产生之前固定", "the list must be fixed before the seed can be known").At("commitment.source.due")
	}
	return nil
}

func (s Seed) valid(c Commitment) error {
	if err := text("seed.value", s.Value, true); err != nil {
		return err
	}
	if !plausible(s.AnnouncedAt) {
		return fail.Invalid("draw.time", "时间无效", "the time is not valid").At("seed.announced_at")
	}
	if s.AnnouncedAt.Before(c.Source.Due) {
		return fail.Invalid("draw.early", "种子公布时间早于约定时间", "the seed was announced before it was due").At("seed.announced_at")
	}
	return nil
}

func second(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// plausible keeps moments to those that have one form in JSON.
func plausible(t time.Time) bool { return t.Year() >= 2000 && t.Year() < 2200 }

func digestOf(v any) ([sm3.Size]byte, error) {
	b, err := canonical(v)
	return sm3.Sum(b), err
}

// sumOf is the digest in hex of a part that is known to be valid.
func sumOf(v any) string {
	d, err := digestOf(v)
	if err != nil {
		return ""
	}
	return hex.EncodeToString(d[:])
}
