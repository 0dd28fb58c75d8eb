package find

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// readings are the syllables of a character, the usual one first.
type readings struct{ n, first, second uint16 }

// own are readings that differ from the dictionary's first two, for names as they are in the city: 沈 is shen and never
// chen, a 堡 may be a bao or a pu.
var own = map[rune]string{
	'沈': "shen", '和': "he", '于': "yu", '平': "ping", '皇': "huang", '大': "da", '家': "jia", '塔': "ta", '屯': "tun", '女': "nv",
	'堡': "bao pu", '长': "chang zhang", '重': "zhong chong", '行': "hang xing", '厦': "sha xia", '石': "shi", '南': "nan", '什': "shi",
	'曾': "zeng ceng", '单': "dan shan", '区': "qu ou", '仇': "qiu chou", '任': "ren", '解': "jie xie", '查': "cha zha", '朴': "pu piao",
}

const firstHan, lastHan = 0x3400, 0x9fff

// dictionary knows the syllables by number, and the readings of each character.
type dictionary struct {
	syllables []string
	number    map[string]uint16
	letter    []uint8 // first letter of each syllable, as class
	longest   int
	han       [lastHan - firstHan + 1]readings
	letters   [1 << 16][2]uint8 // of each character, class of its initials; silent for what is not spoken
}

// silent is the class of characters that are passed over in pinyin.
const silent = letterClasses - 1

var chinese = sync.OnceValue(func() *dictionary {
	d := &dictionary{number: map[string]uint16{}}
	args := pinyin.NewArgs()
	args.Heteronym = true
	for r := rune(firstHan); r <= lastHan; r++ {
		list := strings.Fields(own[r])
		if len(list) == 0 {
			list = pinyin.SinglePinyin(r, args)
		}
		e := &d.han[r-firstHan]
		for _, s := range list {
			n := d.add(strings.ReplaceAll(s, "ü", "v"))
			switch {
			case e.n == 0:
				e.n, e.first = 1, n
			case e.n == 1 && n != e.first:
				e.n, e.second = 2, n
			}
		}
	}
	for u := range d.letters {
		a := uint8(class(fold[u]))
		b := a
		if r := d.of(uint16(u)); r.n > 0 {
			a, b = d.letter[r.first], d.letter[r.first]
			if r.n == 2 {
				b = d.letter[r.second]
			}
		}
		d.letters[u] = [2]uint8{a, b}
	}
	return d
})

func (d *dictionary) add(s string) uint16 {
	n, ok := d.number[s]
	if !ok {
		n = uint16(len(d.syllables))
		d.number[s], d.syllables, d.letter = n, append(d.syllables, s), append(d.letter, uint8(class(uint16(s[0]))))
		d.longest = max(d.longest, len(s))
	}
	return n
}

func (d *dictionary) of(u uint16) readings {
	if u < firstHan || u > lastHan {
		return readings{}
	}
	return d.han[u-firstHan]
}

// spoken reports whether a character is more than a bracket, a dot or a blank.
func (d *dictionary) spoken(u uint16) bool { return d.letters[u][0] != silent }

// eachLetterPair calls yield for the pairs of initials of characters next to each other, those that are not spoken left
// out; a character with two readings gives both.
func eachLetterPair(name []uint16, yield func(uint16)) {
	d := chinese()
	before := [2]uint8{silent, silent}
	for _, u := range name {
		now := d.letters[u]
		if now[0] == silent {
			continue
		}
		for i, p := range before {
			for j, q := range now {
				if p != silent && (i == 0 || p != before[0]) && (j == 0 || q != now[0]) {
					yield(uint16(p)*letterClasses + uint16(q))
				}
			}
		}
		before = now
	}
}

// token is what of a question stands for one character: a whole syllable, the beginning of one at the end of the
// question, or an initial (one letter, or zh, ch, sh).
type token struct {
	text  string
	whole bool
}

func (d *dictionary) matches(t token, u uint16) bool {
	l, c := d.letters[u], uint8(class(uint16(t.text[0])))
	if l[0] != c && l[1] != c {
		return false
	}
	if len(t.text) == 1 && !t.whole {
		return true
	}
	r := d.of(u)
	if r.n == 0 {
		return len(t.text) == 1 && fold[u] == uint16(t.text[0])
	}
	one := func(n uint16) bool {
		s := d.syllables[n]
		return s == t.text || !t.whole && strings.HasPrefix(s, t.text)
	}
	return one(r.first) || r.n == 2 && one(r.second)
}

// maxSpellings is how many ways to read a question in pinyin are tried.
const maxSpellings = 48

// spellings are the ways to read letters as whole syllables followed by initials, the last of which may be the beginning
// of a syllable. Those with more whole syllables come first.
func (d *dictionary) spellings(q string) [][]token {
	var out [][]token
	var initials func(at int, t []token)
	initials = func(at int, t []token) {
		if len(out) >= maxSpellings {
			return
		}
		if at == len(q) {
			out = append(out, append([]token(nil), t...))
			return
		}
		rest := q[at:]
		if len(rest) > 1 && rest[1] == 'h' && strings.IndexByte("zcs", rest[0]) >= 0 {
			initials(at+2, append(t, token{rest[:2], false}))
		}
		if n := len(rest); n > 1 && n < d.longest && d.begins(rest) && rest != "zh" && rest != "ch" && rest != "sh" {
			initials(len(q), append(t, token{rest, false}))
		}
		initials(at+1, append(t, token{rest[:1], false}))
	}
	var whole func(at int, t []token)
	whole = func(at int, t []token) {
		for n := min(d.longest, len(q)-at); n > 1; n-- {
			if _, ok := d.number[q[at:at+n]]; ok && len(out) < maxSpellings {
				whole(at+n, append(t, token{q[at : at+n], true}))
			}
		}
		initials(at, t)
	}
	whole(0, nil)
	return out
}

// begins reports whether a syllable begins with s.
func (d *dictionary) begins(s string) bool {
	for _, v := range d.syllables {
		if strings.HasPrefix(v, s) {
			return true
		}
	}
	return false
}

// spelt is where a name is first read as the tokens say: from, to in units; ok is false when it is not.
func (d *dictionary) spelt(name []uint16, t []token) (from, to int, ok bool) {
	for i := range name {
		if !d.spoken(name[i]) || !d.matches(t[0], name[i]) {
			continue
		}
		k, j := 1, i+1
		for ; k < len(t) && j < len(name); j++ {
			if !d.spoken(name[j]) {
				continue
			}
			if !d.matches(t[k], name[j]) {
				break
			}
			k++
		}
		if k == len(t) {
			return i, j, true
		}
	}
	return 0, 0, false
}
