package archive

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/journal/proof"
)

// Limits of what is read into memory, and of how much a file may grow when it is unpacked.
const (
	maxText  = 64 << 20
	maxFiles = 100_000
	maxRatio = 1100 // deflate gives 1032 at most
)

// Trust is what the checker knows from elsewhere: fingerprints of keys, and signed heads.
type Trust struct {
	Pins  []string
	Heads []proof.Head
}

// Fault is the first thing that does not fit: a file by its path, or a record.
type Fault struct {
	Kind   proof.Kind
	Path   string       // of the file concerned
	Record *proof.Fault // when it is a record
	What   string
}

func (f *Fault) Error() string {
	if f.Record != nil {
		return f.Record.Error()
	}
	return fmt.Sprintf("%s: %s: %s", f.Path, f.Kind, f.What)
}

// Zh is the sentence in Chinese.
func (f *Fault) Zh() string {
	if f.Record != nil {
		return f.Record.Zh()
	}
	return "文件 " + f.Path + " " + f.Kind.Zh()
}

// Unwrap gives the fault of the record.
func (f *Fault) Unwrap() error {
	if f.Record == nil {
		return nil
	}
	return f.Record
}

// Report says what was verified. Pinned says that a key known from elsewhere vouches; without it the archive agrees with
// itself, and Fingerprint is to be compared with the one that the bureau published.
type Report struct {
	Manifest    Manifest
	Hash        string // of the manifest
	Files       int
	Bytes       int64
	Records     int
	Head        proof.Head
	Fingerprint string
	Pinned      bool
	Lost        []proof.Key
}

// source is an archive packed or unpacked.
type source struct {
	names []string
	open  func(name string) (io.ReadCloser, error)
}

// Verify checks an archive. The error is a *Fault when something was altered, is missing or was added, or is no archive.
func Verify(r io.ReaderAt, size int64, trust Trust) (Report, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Report{}, &Fault{Kind: proof.Altered, Path: "archive", What: "it is not a whole ZIP file: " + err.Error()}
	}
	files := map[string]*zip.File{}
	s := source{open: func(name string) (io.ReadCloser, error) { return files[name].Open() }}
	folded := map[string]bool{}
	for _, f := range z.File {
		bad := func(what string) (Report, error) {
			return Report{}, &Fault{Kind: proof.Forged, Path: f.Name, What: what}
		}
		low := strings.ToLower(f.Name)
		switch {
		case len(files) >= maxFiles:
			return bad("the archive has too many files")
		case !goodPath(f.Name) || !f.Mode().IsRegular():
			return bad("no name for a file of an archive")
		case folded[low]:
			return Report{}, &Fault{Kind: proof.Inserted, Path: f.Name, What: "it stands there twice"}
		case f.UncompressedSize64 > maxRatio*f.CompressedSize64+1024:
			return bad("it claims to unpack to more than it can hold")
		}
		files[f.Name], folded[low] = f, true
		s.names = append(s.names, f.Name)
	}
	return s.verify(trust)
}

// litter are files that desktops leave in folders.
var litter = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

// VerifyFolder checks an unpacked archive.
func VerifyFolder(root fs.FS, trust Trust) (Report, error) {
	s := source{open: func(name string) (io.ReadCloser, error) { return root.Open(name) }}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() || slices.Contains(litter, d.Name()):
			return nil
		case !d.Type().IsRegular() || len(s.names) >= maxFiles:
			return &Fault{Kind: proof.Forged, Path: p, What: "no file of an archive"}
		}
		s.names = append(s.names, p)
		return nil
	})
	if err != nil {
		return Report{}, err
	}
	return s.verify(trust)
}

// verify goes from what is signed to what hangs on it: records, manifest, files.
func (s *source) verify(trust Trust) (Report, error) {
	var m Manifest
	var c proof.Case
	var rs struct {
		Records []proof.Record `json:"records"`
	}
	text, err := s.read(manifestName, &m)
	if err != nil {
		return Report{}, err
	}
	recordsText, err := s.read(recordsName, &rs)
	if err != nil {
		return Report{}, err
	}
	proofText, err := s.read(proofName, &c)
	if err != nil {
		return Report{}, err
	}
	c.Records = rs.Records
	sum := sm3.Sum(text)
	rep := Report{Manifest: m, Hash: hex.EncodeToString(sum[:]), Records: len(c.Records), Head: c.Head}
	if len(c.Keys) > 0 {
		rep.Fingerprint = c.Keys[len(c.Keys)-1].Fingerprint()
	}
	if m.Format != format {
		return rep, &Fault{Kind: proof.Forged, Path: manifestName, What: fmt.Sprintf("format %q is not known", m.Format)}
	}
	keys, fault := checkRecords(text, &m, &c, trust)
	if fault != nil {
		return rep, fault
	}
	rep.Pinned, rep.Lost = keys.Pinned(), keys.Lost()
	// What is signed holds. That nothing else is said beside it, they are exactly as they were written.
	if again, err := marshalRecords(c.Records); err != nil || !bytes.Equal(again, recordsText) {
		return rep, &Fault{Kind: proof.Altered, Path: recordsName, What: "it says the right thing in other bytes than it was written in"}
	}
	if again, err := marshalProof(c); err != nil || !bytes.Equal(again, proofText) {
		return rep, &Fault{Kind: proof.Altered, Path: proofName, What: "it says the right thing in other bytes than it was written in"}
	}
	rep.Files, rep.Bytes, err = s.files(&m)
	return rep, err
}

// checkRecords checks the proof, that it covers the manifest, and that no record known to the manifest is missing.
func checkRecords(text []byte, m *Manifest, c *proof.Case, trust Trust) (*proof.Keys, *Fault) {
	bad := func(path string, err error) *Fault {
		var f *proof.Fault
		if errors.As(err, &f) {
			return &Fault{Kind: f.Kind, Path: path, Record: f, What: f.What}
		}
		return &Fault{Kind: proof.Forged, Path: path, What: err.Error()}
	}
	done, err := c.Check(trust.Pins...)
	if err != nil {
		return nil, bad(recordsName, err)
	}
	for _, h := range trust.Heads {
		if h.Size == c.Head.Size && h.Root != c.Head.Root {
			return nil, &Fault{Kind: proof.Forged, Path: proofName, What: "the head of this size that was kept elsewhere has another root"}
		}
	}
	at := map[string]map[int64]string{}
	for _, r := range c.Records {
		if at[r.Object] == nil {
			at[r.Object] = map[int64]string{}
		}
		at[r.Object][r.ObjectSeq] = r.Hash
	}
	sum := sm3.Sum(text)
	hash := hex.EncodeToString(sum[:])
	covered := slices.ContainsFunc(c.Records, func(r proof.Record) bool { return marked(&r, hash) })
	// Where no record vouches for the manifest, its chains are still a hint to what was cut off, but no more than that.
	for _, ch := range m.Chains {
		if end := done.Chains[ch.Object]; end.ObjectSeq < ch.ObjectSeq {
			return nil, bad(recordsName, &proof.Fault{Kind: proof.Truncated, Object: ch.Object, ObjectSeq: end.ObjectSeq + 1, What: fmt.Sprintf("the chain had %d entries when the archive was bound", ch.ObjectSeq)})
		}
		if at[ch.Object][ch.ObjectSeq] != ch.Hash && covered {
			return nil, bad(recordsName, &proof.Fault{Kind: proof.Altered, Object: ch.Object, ObjectSeq: ch.ObjectSeq, What: "it is not the entry that was there when the archive was bound"})
		}
	}
	if !covered && slices.ContainsFunc(c.Records, func(r proof.Record) bool { return bytes.Contains(r.Body, []byte(markField)) }) {
		return nil, &Fault{Kind: proof.Altered, Path: manifestName, What: "no record of the journal holds its hash"}
	}
	if !covered {
		return nil, &Fault{Kind: proof.Truncated, Path: recordsName, What: "the record of the archiving, which holds the hash of the manifest, is not there"}
	}
	return done.Keys, nil
}

// files checks every file of the manifest, and that there is no other.
func (s *source) files(m *Manifest) (n int, size int64, err error) {
	listed := map[string]bool{manifestName: true, recordsName: true, proofName: true}
	for _, f := range m.Files {
		if listed[f.Path] {
			return n, size, &Fault{Kind: proof.Inserted, Path: f.Path, What: "the manifest lists it twice"}
		}
		listed[f.Path] = true
		if !slices.Contains(s.names, f.Path) {
			return n, size, &Fault{Kind: proof.Missing, Path: f.Path, What: "the manifest lists it and it is not there"}
		}
		if fault := s.file(f); fault != nil {
			return n, size, fault
		}
		n, size = n+1, size+f.Size
	}
	for _, name := range s.names {
		if !listed[name] {
			return n, size, &Fault{Kind: proof.Inserted, Path: name, What: "the manifest does not list it"}
		}
	}
	return n, size, nil
}

// file reads no more than the manifest says that there is.
func (s *source) file(f File) *Fault {
	r, err := s.open(f.Path)
	if err != nil {
		return &Fault{Kind: proof.Altered, Path: f.Path, What: err.Error()}
	}
	defer r.Close()
	h := sm3.New()
	n, err := io.Copy(h, io.LimitReader(r, f.Size+1))
	switch {
	case err != nil:
		return &Fault{Kind: proof.Altered, Path: f.Path, What: "it cannot be read: " + err.Error()}
	case n != f.Size:
		return &Fault{Kind: proof.Altered, Path: f.Path, What: fmt.Sprintf("it does not have its %d bytes", f.Size)}
	case hex.EncodeToString(h.Sum(nil)) != f.SM3:
		return &Fault{Kind: proof.Altered, Path: f.Path, What: "its content does not have the recorded hash"}
	}
	return nil
}

// read reads one of the archive's own files as JSON, strictly: an unknown field is a fault, so nothing hides there.
func (s *source) read(name string, into any) ([]byte, error) {
	if !slices.Contains(s.names, name) {
		return nil, &Fault{Kind: proof.Missing, Path: name, What: "an archive must have it"}
	}
	fault := func(err error) error { return &Fault{Kind: proof.Altered, Path: name, What: err.Error()} }
	r, err := s.open(name)
	if err != nil {
		return nil, fault(err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, maxText+1))
	if err != nil {
		return nil, fault(err)
	}
	if len(b) > maxText {
		return nil, fault(errors.New("it is too large"))
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return nil, fault(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault(errors.New("something stands behind it"))
	}
	return b, nil
}
