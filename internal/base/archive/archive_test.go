package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"anlan/internal/base/archive"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal/proof"
)

// log is a journal in memory: records of this case among others, one key.
type log struct {
	private *sm2.PrivateKey
	key     proof.Key
	records []proof.Record
	last    map[string]proof.Record
}

func newLog(t testing.TB) *log {
	p, err := sm2.GenerateKey(rand.Reader)
	require.NoError(t, err)
	l := &log{private: p, last: map[string]proof.Record{}}
	b := append([]byte{4}, make([]byte, 64)...)
	for i, n := range []*big.Int{p.X, p.Y} {
		n.FillBytes(b[1+32*i : 33+32*i])
	}
	l.key = proof.Key{N: 1, ID: proof.KeyID(&p.PublicKey), Public: hex.EncodeToString(b), Root: proof.EmptyRoot(), At: time.Unix(1767600000, 0).UTC()}
	l.key.Signature = l.sign(t, l.key.Text())
	return l
}

func (l *log) sign(t testing.TB, text string) string {
	sig, err := l.private.Sign(rand.Reader, []byte(text), sm2.DefaultSM2SignerOpts)
	require.NoError(t, err)
	return hex.EncodeToString(sig)
}

func (l *log) add(object string, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	before := l.last[object]
	r := proof.Record{
		Format: proof.FormatChained, Seq: int64(len(l.records)) + 1, Object: object, ObjectSeq: before.ObjectSeq + 1, Root: object, Area: "210106",
		At: time.Unix(1767600000+int64(len(l.records))*60, 0).UTC(), Actor: "p1", ActorName: "张三", Action: "command.incident.note", Body: b, Prev: before.Hash,
	}
	r.Hash = r.Sum()
	l.last[object] = r
	l.records = append(l.records, r)
}

func (l *log) of(objects ...string) (out []proof.Record) {
	for _, r := range l.records {
		for _, o := range objects {
			if r.Object == o {
				out = append(out, r)
			}
		}
	}
	return out
}

func (l *log) prove(t testing.TB, objects ...string) proof.Case {
	var f proof.Frontier
	known := map[[2]int64][]byte{}
	for i, r := range l.records {
		known[[2]int64{0, int64(i)}] = proof.LeafHash(r.Hash)
		f.Add(proof.LeafHash(r.Hash), func(level int, index int64, hash []byte) { known[[2]int64{int64(level), index}] = hash })
	}
	c := proof.Case{Records: l.of(objects...), Keys: []proof.Key{l.key}}
	c.Head = proof.Head{Size: f.Size, Root: f.Root(), At: time.Unix(1767700000, 0).UTC(), Key: l.key.ID}
	c.Head.Signature = l.sign(t, c.Head.Text())
	for _, r := range c.Records {
		p, err := proof.Inclusion(func(level int, index int64) ([]byte, error) { return known[[2]int64{int64(level), index}], nil }, r.Seq, f.Size)
		require.NoError(t, err)
		c.Paths = append(c.Paths, proof.Path{Seq: r.Seq, Path: proof.HexPath(p)})
	}
	return c
}

func item(path string, kind archive.Kind, text string) archive.Item {
	return archive.Item{Path: path, Title: path, Kind: kind, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// sealed writes an archive of a case with a task under it, among other entries.
func sealed(t testing.TB) (*log, *archive.Volume, proof.Case, []byte) {
	l := newLog(t)
	for i := range 9 {
		l.add("case", map[string]any{"n": i, "text": "现场<核实>"})
		l.add("other", i)
		if i%2 == 0 {
			l.add("task", i)
		}
	}
	v, err := archive.Bind(archive.Content{
		Title: "沈河区某仓库氨泄漏事件", Number: "沈应急〔2026〕1号", Cover: []archive.Field{{Label: "立卷单位", Value: "沈阳市应急管理局"}},
		Items: []archive.Item{
			item("evidence/现场 01.jpg", archive.Evidence, strings.Repeat("jpg", 1000)), item("documents/01 立案.docx", archive.Document, "docx"), item("documents/01 立案.html", archive.Document, "<p>html"),
		},
		Records: l.of("case", "task"), Say: func(r proof.Record) (string, string) { return "处置记录", string(r.Body) },
	})
	require.NoError(t, err)
	l.add("case", map[string]any{"case": "x", "note": v.Mark()})
	l.add("other", "later")
	c := l.prove(t, "case", "task")
	var b bytes.Buffer
	require.NoError(t, v.Write(context.Background(), &b, c))
	return l, v, c, b.Bytes()
}

func verify(b []byte, trust archive.Trust) (archive.Report, error) {
	return archive.Verify(bytes.NewReader(b), int64(len(b)), trust)
}

type part struct{ name, text string }

func unpack(t require.TestingT, b []byte) (out []part) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		out = append(out, part{f.Name, string(text)})
	}
	return out
}

func pack(t require.TestingT, parts []part) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		require.NoError(t, err)
		_, err = w.Write([]byte(p.text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestArchiveVerifiesPackedAndUnpacked(t *testing.T) {
	l, v, _, b := sealed(t)
	rep, err := verify(b, archive.Trust{})
	require.NoError(t, err)
	require.False(t, rep.Pinned)
	require.Equal(t, l.key.Fingerprint(), rep.Fingerprint)
	require.Equal(t, v.Mark().Manifest, rep.Hash)
	require.Equal(t, 4, rep.Files)
	require.Equal(t, v.Mark().Bytes, rep.Bytes)
	require.Equal(t, 15, rep.Records)

	rep, err = verify(b, archive.Trust{Pins: []string{l.key.Fingerprint()}})
	require.NoError(t, err)
	require.True(t, rep.Pinned)
	_, err = verify(b, archive.Trust{Pins: []string{newLog(t).key.Fingerprint()}})
	require.ErrorContains(t, err, "not known here")

	folder := fstest.MapFS{"Thumbs.db": {}}
	for _, p := range unpack(t, b) {
		folder[p.name] = &fstest.MapFile{Data: []byte(p.text)}
	}
	_, err = archive.VerifyFolder(folder, archive.Trust{})
	require.NoError(t, err)
	folder["evidence/more.jpg"] = &fstest.MapFile{}
	_, err = archive.VerifyFolder(folder, archive.Trust{})
	require.ErrorContains(t, err, "evidence/more.jpg: inserted")
}

func TestSameContentSameBytes(t *testing.T) {
	_, v, c, b := sealed(t)
	var again bytes.Buffer
	require.NoError(t, v.Write(context.Background(), &again, c))
	require.Equal(t, b, again.Bytes())
}

func TestPageIsWhole(t *testing.T) {
	_, _, _, b := sealed(t)
	var text string
	for _, p := range unpack(t, b) {
		if p.name == "index.html" {
			text = p.text
		}
	}
	for _, want := range []string{"沈河区某仓库氨泄漏事件", "沈应急〔2026〕1号", "卷内目录", "证据材料", "办理经过", "如何校验", "未附校验程序", "2026-01-05 16:00:00", "处置记录", `href="./documents/01%20%E7%AB%8B%E6%A1%88.docx"`} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "<script")
	require.NotContains(t, text, "现场<核实>", "what people wrote is escaped")
}

func TestWriteRefusesWhatIsNotProved(t *testing.T) {
	l, v, c, _ := sealed(t)
	for name, bad := range map[string]proof.Case{
		"without the mark":   {Records: c.Records[:14], Paths: c.Paths[:14], Head: c.Head, Keys: c.Keys},
		"without the task":   l.prove(t, "case"),
		"without signatures": {Records: c.Records, Paths: c.Paths, Head: proof.Head{Size: c.Head.Size, Root: c.Head.Root, Key: c.Head.Key}, Keys: c.Keys},
	} {
		require.Equal(t, fail.KindConflict, fail.KindOf(v.Write(context.Background(), io.Discard, bad)), name)
	}
	text := "first"
	it := archive.Item{Path: "evidence/a", Kind: archive.Evidence, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	v, err := archive.Bind(archive.Content{Items: []archive.Item{it}})
	require.NoError(t, err)
	l.add("case", v.Mark())
	text = "other"
	require.Equal(t, fail.KindInternal, fail.KindOf(v.Write(context.Background(), io.Discard, l.prove(t, "case"))))
	for _, path := range []string{"../a", "/a", "a\\b", "C:a", "a/./b", "", "manifest.json", "Index.HTML", "a.", "a\x00b"} {
		_, err := archive.Bind(archive.Content{Items: []archive.Item{item(path, archive.Evidence, "x")}})
		require.Error(t, err, path)
	}
	_, err = archive.Bind(archive.Content{Items: []archive.Item{item("a", archive.Evidence, "x"), item("A", archive.Evidence, "x")}})
	require.Error(t, err)
}

// TestEveryFlippedByteIsFound changes one byte of one file, anywhere.
func TestEveryFlippedByteIsFound(t *testing.T) {
	_, _, _, b := sealed(t)
	parts := unpack(t, b)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(parts)-1).Draw(t, "file")
		bent := append([]part(nil), parts...)
		text := []byte(bent[i].text)
		at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
		text[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		bent[i].text = string(text)
		_, err := verify(pack(t, bent), archive.Trust{})
		var f *archive.Fault
		require.ErrorAs(t, err, &f)
		switch parts[i].name {
		case "manifest.json", "journal.json", "proof.json": // a change there may show in another of the three
			require.Contains(t, []string{"manifest.json", "journal.json", "proof.json"}, f.Path)
		default:
			require.Equal(t, parts[i].name, f.Path)
			require.Equal(t, proof.Altered, f.Kind)
		}
	})
}

// TestRecordsBentAnywhere changes, drops, swaps, doubles, back-dates and cuts records, by a forger who mends their hashes.
func TestRecordsBentAnywhere(t *testing.T) {
	l, _, _, b := sealed(t)
	parts := unpack(t, b)
	at := -1
	for i, p := range parts {
		if p.name == "journal.json" {
			at = i
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var in struct {
			Records []proof.Record `json:"records"`
		}
		require.NoError(t, json.Unmarshal([]byte(parts[at].text), &in))
		i := rapid.IntRange(0, len(in.Records)-2).Draw(t, "record")
		r := &in.Records[i]
		seq, no := r.Seq, r.ObjectSeq
		want := rapid.SampledFrom([]proof.Kind{proof.Altered, proof.Missing, proof.Reordered, proof.Inserted, proof.BackDated, proof.Truncated}).Draw(t, "how")
		switch want {
		case proof.Altered:
			r.Body = json.RawMessage(`{}`)
			if rapid.Bool().Draw(t, "mended") {
				r.Hash = r.Sum()
			}
		case proof.BackDated:
			r.At = r.At.Add(-24 * time.Hour)
			if no == 1 {
				want = proof.Altered
			}
		case proof.Missing:
			in.Records = append(in.Records[:i:i], in.Records[i+1:]...)
			seq = 0
		case proof.Reordered:
			in.Records[i], in.Records[i+1] = in.Records[i+1], in.Records[i]
			seq = 0
		case proof.Inserted:
			in.Records = append(in.Records[:i+1:i+1], in.Records[i:]...)
		case proof.Truncated:
			in.Records = in.Records[:i]
			seq = 0
		case proof.Forged:
		}
		var s strings.Builder
		s.WriteString("{\"records\":[")
		for k, r := range in.Records {
			line, err := json.Marshal(r)
			require.NoError(t, err)
			if k > 0 {
				s.WriteByte(',')
			}
			fmt.Fprintf(&s, "\n%s", line)
		}
		s.WriteString("\n]}\n")
		bent := append([]part(nil), parts...)
		bent[at].text = s.String()
		_, err := verify(pack(t, bent), archive.Trust{Pins: []string{l.key.Fingerprint()}})
		var f *archive.Fault
		require.ErrorAs(t, err, &f)
		switch want {
		case proof.Reordered, proof.Truncated, proof.Missing: // seen by what is left of it
			require.Contains(t, []proof.Kind{proof.Reordered, proof.Missing, proof.Truncated}, f.Kind, f.Error())
		default:
			require.Equal(t, want, f.Kind, f.Error())
		}
		if seq != 0 {
			require.Equal(t, seq, f.Record.Seq, f.Error())
		}
	})
}

func TestForgedArchives(t *testing.T) {
	l, _, c, b := sealed(t)
	parts := unpack(t, b)
	swap := func(name, text string) []byte {
		bent := append([]part(nil), parts...)
		for i := range bent {
			if bent[i].name == name {
				bent[i].text = text
			}
		}
		return pack(t, bent)
	}
	reproof := func(change func(c *proof.Case)) []byte {
		bent := c
		bent.Paths, bent.Keys = append([]proof.Path(nil), c.Paths...), append([]proof.Key(nil), c.Keys...)
		change(&bent)
		text, err := json.MarshalIndent(bent, "", " ")
		require.NoError(t, err)
		return swap("proof.json", string(text))
	}
	stranger := newLog(t)
	stranger.records = l.records
	var manifest string
	for _, p := range parts {
		if p.name == "manifest.json" {
			manifest = p.text
		}
	}
	for name, x := range map[string]struct {
		zip  []byte
		says string
	}{
		"no ZIP":                    {[]byte("PK"), "not a whole ZIP"},
		"cut in half":               {b[:len(b)/2], "not a whole ZIP"},
		"a file gone":               {pack(t, parts[:len(parts)-1]), parts[len(parts)-1].name + ": missing"},
		"no proof":                  {pack(t, append([]part{}, parts[0], parts[1], parts[2])), "proof.json: missing"},
		"a file more":               {pack(t, append(parts[:len(parts):len(parts)], part{"evidence/x", "x"})), "evidence/x: inserted"},
		"a file twice":              {pack(t, append(parts[:len(parts):len(parts)], parts[len(parts)-1])), "stands there twice"},
		"a file twice, in capitals": {pack(t, append(parts[:len(parts):len(parts)], part{"INDEX.html", ""})), "stands there twice"},
		"a name that leads out":     {pack(t, append(parts[:len(parts):len(parts)], part{"../x", "x"})), "no name"},
		"a folder":                  {pack(t, append(parts[:len(parts):len(parts)], part{"evidence/", ""})), "no name"},
		"manifest of other files":   {swap("manifest.json", strings.Replace(manifest, "立案.docx", "立案.doc", 1)), "manifest.json: altered"},
		"wrong path":                {reproof(func(c *proof.Case) { c.Paths[3].Path = c.Paths[4].Path }), "altered: its path does not lead"},
		"no path":                   {reproof(func(c *proof.Case) { c.Paths = c.Paths[:9] }), "nothing proves"},
		"wrong signature":           {reproof(func(c *proof.Case) { c.Head.Signature = c.Keys[0].Signature }), "signature"},
		"unknown key":               {reproof(func(c *proof.Case) { c.Head.Key = stranger.key.ID }), "not in the history"},
		"all signed by a stranger":  {reproof(func(c *proof.Case) { *c = stranger.prove(t, "case", "task") }), "not known here"},
	} {
		_, err := verify(x.zip, archive.Trust{Pins: []string{l.key.Fingerprint()}})
		require.ErrorContains(t, err, x.says, name)
		var f *archive.Fault
		require.ErrorAs(t, err, &f, name)
		require.NotEmpty(t, f.Zh())
	}
}

// A file that unpacks to a thousand times what the archive weighs is not unpacked.
func TestBombIsNotUnpacked(t *testing.T) {
	_, _, _, b := sealed(t)
	parts := unpack(t, b)
	for i := range parts {
		if parts[i].name == "journal.json" {
			parts[i].text = strings.Repeat(" ", 100<<20)
		}
	}
	_, err := verify(pack(t, parts), archive.Trust{})
	require.ErrorContains(t, err, "journal.json: altered: it is too large")
}

func FuzzVerify(f *testing.F) {
	_, _, _, b := sealed(f)
	f.Add(b)
	f.Add([]byte("PK\x05\x06"))
	for _, p := range unpack(f, b) {
		f.Add(pack(f, []part{p}))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		rep, err := verify(b, archive.Trust{})
		if err == nil && (rep.Records == 0 || rep.Fingerprint == "") {
			t.Fatalf("an archive of nothing was found in order: %+v", rep)
		}
	})
}
