package narrow

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/lang"
	"anlan/internal/connect"
)

var update = flag.Bool("update", false, "write the golden files anew")

var key = []byte("0123456789abcdef")

// forms are small, with every sort of field.
func forms() []Form {
	t := lang.T("甲", "A")
	return []Form{
		{Code: 1, Name: "state", Title: t, Fields: []Field{
			{Name: "state", Title: t, Sort: Choice, Choices: []FieldChoice{{"gone", t}, {"there", t}, {"done", t}}, Required: true}, {Name: "people", Title: t, Sort: Count, Max: 500}, {Name: "text", Title: t, Sort: Text, Max: 500},
		}},
		{Code: 2, Name: "place", Title: t, Fields: []Field{}},
		{Code: 9, Name: "words", Title: t, Fields: []Field{{Name: "text", Title: t, Sort: Text, Max: 900, Required: true}}},
	}
}

func book(t testing.TB) *Book {
	t.Helper()
	b, err := Open(forms()...)
	require.NoError(t, err)
	return b
}

func parse(t testing.TB, frames [][]byte) []Frame {
	t.Helper()
	out := make([]Frame, len(frames))
	for i, b := range frames {
		f, r := Parse(b)
		require.Nil(t, r)
		require.LessOrEqual(t, len(b), MaxFrame)
		require.True(t, f.By(key))
		out[i] = f
	}
	return out
}

func examples() []Message {
	long := strings.Repeat("三号罐区东侧围堰内有积液，", 12)
	return []Message{
		{Form: "state", Sender: 7, ID: 0x0102030405060708, At: 1772411400, Task: 0xdeadbeef, Values: map[string]any{"state": "there"}},
		{Form: "state", Sender: 1, ID: 1, At: 0, Place: &Place{Lon: 123.456789, Lat: -41.7, Accuracy: 12}, Values: map[string]any{"state": "done", "people": 300, "text": "已关阀"}},
		{Form: "place", Sender: 1<<32 - 1, ID: 1<<64 - 1, At: 1<<32 - 1, Place: &Place{Lon: -180, Lat: 90, Accuracy: 65535}, Values: map[string]any{}},
		{Form: "words", Sender: 3, ID: 9, At: 1772411400, Values: map[string]any{"text": "gas leak at tank 3, two hurt"}},
		{Form: "words", Sender: 3, ID: 10, At: 1772411400, Values: map[string]any{"text": long + "😀" + long}},
	}
}

// What the phone writes is held against the same file (web/test/narrow.test.ts).
func TestVectors(t *testing.T) {
	type vector struct {
		Form   string         `json:"form"`
		Sender uint32         `json:"sender"`
		ID     string         `json:"id"`
		At     int64          `json:"at"`
		Task   uint32         `json:"task"`
		Place  *Place         `json:"place,omitempty"`
		Values map[string]any `json:"values"`
		Frames []string       `json:"frames"`
	}
	out := struct {
		Key     string   `json:"key"`
		Forms   []Form   `json:"forms"`
		Vectors []vector `json:"vectors"`
	}{Key: hex.EncodeToString(key), Forms: forms()}
	b := book(t)
	for _, m := range examples() {
		frames, err := b.Write(m, key)
		require.NoError(t, err)
		got, missing, r := b.Join(parse(t, frames))
		require.Nil(t, r)
		require.Empty(t, missing)
		require.Equal(t, m, got)
		v := vector{Form: m.Form, Sender: m.Sender, ID: idHex(m.ID), At: m.At, Task: m.Task, Place: m.Place, Values: m.Values}
		for _, f := range frames {
			v.Frames = append(v.Frames, hex.EncodeToString(f))
		}
		out.Vectors = append(out.Vectors, v)
	}
	got, err := json.MarshalIndent(out, "", " ")
	require.NoError(t, err)
	const file = "testdata/vectors.golden.json"
	if *update {
		require.NoError(t, os.WriteFile(file, append(got, '\n'), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got)+"\n")
}

func idHex(id uint64) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 16)
	for i := range out {
		out[i] = digits[id>>(60-4*i)&15]
	}
	return string(out)
}

// drawn is a message drawn at random that fits its form.
func drawn(r *rand.Rand) Message {
	all := forms()
	f := all[r.IntN(len(all))]
	m := Message{Form: f.Name, Sender: r.Uint32(), ID: r.Uint64(), At: int64(r.Uint32()), Values: map[string]any{}}
	if r.IntN(2) == 0 {
		m.Task = r.Uint32() | 1
	}
	if r.IntN(2) == 0 {
		m.Place = &Place{Lon: float64(r.IntN(360_000_001)-180_000_000) / 1e6, Lat: float64(r.IntN(180_000_001)-90_000_000) / 1e6, Accuracy: float64(r.IntN(65536))}
	}
	for _, x := range f.Fields {
		if !x.Required && r.IntN(3) == 0 {
			continue
		}
		switch x.Sort {
		case Choice:
			m.Values[x.Name] = x.Choices[r.IntN(len(x.Choices))].Name
		case Count:
			m.Values[x.Name] = r.IntN(x.Max + 1)
		case Text:
			letters := []rune("ab 1，水火罐😀é\n")
			s := make([]rune, 1+r.IntN(x.Max))
			for i := range s {
				s[i] = letters[r.IntN(len(letters))]
			}
			m.Values[x.Name] = string(s)
		}
	}
	return m
}

// Whatever fits its form comes back as it was, by parts in any order, some twice; where parts are missing the text says where,
// and everything else is there. One bit that was bent is found, and another key did not write it.
func TestAnyMessageComesBack(t *testing.T) {
	b, r := book(t), rand.New(rand.NewPCG(1, 2))
	parted := 0
	for range 3000 {
		m := drawn(r)
		raw, err := b.Write(m, key)
		if connect.ReasonOf(err) == connect.TooLarge {
			require.Greater(t, len(m.Values["text"].(string)), 111*15)
			continue
		}
		require.NoError(t, err)
		frames := parse(t, raw)
		mixed := append(append([]Frame{}, frames...), frames[r.IntN(len(frames))])
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got, missing, rej := b.Join(mixed)
		require.Nil(t, rej)
		require.Empty(t, missing)
		require.Equal(t, m, got)

		at := r.IntN(len(raw))
		bent := append([]byte{}, raw[at]...)
		bit := r.IntN(8 * len(bent))
		bent[bit/8] ^= 1 << (bit % 8)
		_, rej = Parse(bent)
		require.NotNil(t, rej, "bit %d of %x", bit, raw[at])
		require.False(t, frames[0].By([]byte("another key")))

		if len(frames) == 1 {
			continue
		}
		parted++
		lost := 1 + r.IntN(len(frames)-1)
		left := append(append([]Frame{}, frames[:lost]...), frames[lost+1:]...)
		got, missing, rej = b.Join(left)
		require.Nil(t, rej)
		require.Equal(t, []int{lost}, missing)
		text := got.Values["text"].(string)
		before, after, found := strings.Cut(text, "〔第")
		require.True(t, found)
		require.True(t, strings.HasPrefix(m.Values["text"].(string), before))
		_, after, _ = strings.Cut(after, "未收到〕")
		require.True(t, strings.HasSuffix(m.Values["text"].(string), after))
		_, _, rej = b.Join(frames[1:])
		require.Equal(t, connect.Gap, rej.Reason, "without its first part nothing of it is known")
	}
	require.Greater(t, parted, 200)
}

func TestRefusals(t *testing.T) {
	b := book(t)
	for name, c := range map[string]struct {
		m    Message
		want connect.Reason
	}{
		"form":     {Message{Form: "x"}, connect.Shape},
		"missing":  {Message{Form: "state"}, connect.Missing},
		"choice":   {Message{Form: "state", Values: map[string]any{"state": "x"}}, connect.Value},
		"count":    {Message{Form: "state", Values: map[string]any{"state": "done", "people": 501}}, connect.Value},
		"empty":    {Message{Form: "words", Values: map[string]any{"text": ""}}, connect.Value},
		"unknown":  {Message{Form: "place", Values: map[string]any{"text": "a"}}, connect.BadKey},
		"time":     {Message{Form: "place", At: -1}, connect.TimeForm},
		"place":    {Message{Form: "place", Place: &Place{Lat: 91}}, connect.Value},
		"too long": {Message{Form: "words", Values: map[string]any{"text": strings.Repeat("水", 900)}}, connect.TooLarge},
	} {
		_, err := b.Write(c.m, key)
		require.Equal(t, c.want, connect.ReasonOf(err), name)
	}
	frames, err := b.Write(examples()[4], key)
	require.NoError(t, err)
	require.Greater(t, len(frames), 2)
	other, err := b.Write(Message{Form: "words", Sender: 3, ID: 10, At: 1772411400, Values: map[string]any{"text": strings.Repeat("别", 300)}}, key)
	require.NoError(t, err)
	all := parse(t, append(frames, other...))
	_, _, r := b.Join(all)
	require.Equal(t, connect.Shape, r.Reason, "two texts under one id")
	_, r = Parse(make([]byte, 141))
	require.Equal(t, connect.TooLarge, r.Reason)
	_, r = Parse([]byte{0xa1})
	require.Equal(t, connect.Truncated, r.Reason)
	_, err = Open(Form{Code: 1, Name: "a", Fields: []Field{{Name: "t", Sort: Text, Max: 9}, {Name: "n", Sort: Count, Max: 1}}})
	require.Error(t, err, "a text that is not the last")
}

func TestTextForms(t *testing.T) {
	frames, err := book(t).Write(examples()[1], key)
	require.NoError(t, err)
	b := frames[0]
	for _, text := range []string{ToText(b), strings.TrimPrefix(ToText(b), head), hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)) + "\r\n", "  " + ToText(b) + " ； " + ToText(b)} {
		got, r := FromText(text)
		require.Nil(t, r)
		require.Nil(t, got[0].Fault)
		require.Equal(t, b, got[0].Frame)
	}
	for _, text := range []string{"", strings.Repeat("a1 ", MaxWords+1)} {
		_, r := FromText(text)
		require.NotNil(t, r, text)
	}
	for text, want := range map[string]string{"你好": "第 2 条第 1 个字符“你”", "ANLAN1:abc%%": "第 2 条第 11 个字符“%”", "ANLAN1:abcde": "第 2 条长度不对（12 个字符）", "a\u200bb": "第 2 条第 2 个字符“?”"} {
		got, r := FromText(ToText(b) + " " + text + "\n" + hex.EncodeToString(b))
		require.Nil(t, r)
		require.Equal(t, [][]byte{b, nil, b}, [][]byte{got[0].Frame, got[1].Frame, got[2].Frame}, "one that cannot be read holds up no other")
		require.Contains(t, got[1].Fault.Text.Zh, want)
		require.True(t, utf8.ValidString(got[1].Fault.Sample))
	}
	wide, r := FromText("ＡＮＬＡＮ１：" + strings.TrimPrefix(ToText(b), head))
	require.Nil(t, r)
	require.Equal(t, b, wide[0].Frame)
}

// A guess is the frame that was written, or there is none; a good word needs none.
func TestNearest(t *testing.T) {
	bk, r := book(t), rand.New(rand.NewPCG(3, 4))
	guessed := 0
	for range 300 {
		frames, err := bk.Write(drawn(r), key)
		if err != nil {
			continue
		}
		b := frames[0]
		_, ok := Nearest(ToText(b))
		require.False(t, ok, "a good word")
		c := []rune(ToText(b))
		at := len(head) + r.IntN(len(c)-len(head))
		if c[at] == '？' {
			continue
		}
		c[at] = '？'
		if g, ok := Nearest(string(c)); ok {
			guessed++
			require.Contains(t, g.Says.Zh, fmt.Sprintf("第 %d 个字符", at+1))
			p, rej := Parse(mustRead(t, g.Text))
			require.Nil(t, rej)
			if p.By(key) { // a guess may be wrong: then nobody has signed it
				require.Equal(t, ToText(b), g.Text)
			}
		}
		h := []rune(strings.ReplaceAll(hex.EncodeToString(b), "0", "O"))
		if g, ok := Nearest(string(h)); ok {
			require.Equal(t, ToText(b), g.Text)
		}
	}
	require.Greater(t, guessed, 150)
	b, err := bk.Write(examples()[0], key)
	require.NoError(t, err)
	text := ToText(b[0])
	swapped := []rune(text)
	at := len(head) + 3
	for swapped[at] == swapped[at+1] {
		at++
	}
	swapped[at], swapped[at+1] = swapped[at+1], swapped[at]
	g, ok := Nearest(string(swapped))
	require.True(t, ok)
	require.Equal(t, text, g.Text)
	for _, hopeless := range []string{"", "你好", "a1ff00", text[:40], strings.Repeat("a", 400)} {
		_, ok := Nearest(hopeless)
		require.False(t, ok, hopeless)
	}
}

func mustRead(t *testing.T, text string) []byte {
	t.Helper()
	w, r := FromText(text)
	require.Nil(t, r)
	return w[0].Frame
}

func TestRef(t *testing.T) {
	require.Equal(t, uint32(0xeeff0011), Ref("01890a5d-ac96-774b-bcce-b302eeff0011"))
	require.Zero(t, Ref("1"))
	require.Zero(t, Ref(""))
}
