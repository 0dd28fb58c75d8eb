package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/fail"
	"anlan/internal/base/journal/proof"
)

// unproved is returned when the proof does not belong to the bound content.
var unproved = fail.Conflict("archive.unproved", "卷宗内容与留痕记录不一致，请重新归档", "the content of the archive and its records do not agree; bind it anew")

// Write writes the archive with its proof. It fails with Conflict when the proof does not hold, lacks the entry with the
// Mark, or lacks records that were there when the archive was bound; and with Internal when a file no longer has its
// recorded hash. What was written until then is no archive.
func (v *Volume) Write(ctx context.Context, w io.Writer, p proof.Case) error {
	if _, fault := checkRecords(v.text, &v.manifest, &p, Trust{}); fault != nil {
		return unproved.Because(fault)
	}
	records, err := marshalRecords(p.Records)
	if err != nil {
		return fmt.Errorf("archive %s: %w", v.manifest.Number, err)
	}
	evidence, err := marshalProof(p)
	if err != nil {
		return fmt.Errorf("archive %s: %w", v.manifest.Number, err)
	}
	z := &writer{zip: zip.NewWriter(w), at: v.at()}
	for _, f := range []struct {
		name string
		text []byte
	}{{pageName, v.page}, {manifestName, v.text}, {recordsName, records}, {proofName, evidence}} {
		if err := z.put(f.name, bytes.NewReader(f.text)); err != nil {
			return fmt.Errorf("archive %s: %s: %w", v.manifest.Number, f.name, err)
		}
	}
	for _, it := range v.content.Items {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := z.item(it); err != nil {
			return fmt.Errorf("archive %s: %s: %w", v.manifest.Number, it.Path, err)
		}
	}
	if err := z.zip.Close(); err != nil {
		return fmt.Errorf("archive %s: %w", v.manifest.Number, err)
	}
	return nil
}

// at is the time that all files in the ZIP bear: that of the newest record, so that the same content gives the same bytes.
func (v *Volume) at() time.Time {
	at := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, r := range v.content.Records {
		if r.At.After(at) {
			at = r.At
		}
	}
	return at.UTC().Truncate(2 * time.Second)
}

// marshalRecords writes one record a line; a body stands there byte for byte.
func marshalRecords(records []proof.Record) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\"records\":[")
	for i, r := range records {
		line, err := json.Marshal(r)
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", r.Seq, err)
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

func marshalProof(c proof.Case) ([]byte, error) { return json.MarshalIndent(c, "", " ") }

type writer struct {
	zip *zip.Writer
	at  time.Time
}

// packed are endings of files that do not get smaller.
var packed = []string{".jpg", ".jpeg", ".png", ".mp4", ".zip", ".docx", ".xlsx", ".gz", ".webp"}

func (z *writer) put(name string, r io.Reader) error {
	h := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at}
	for _, ending := range packed {
		if strings.EqualFold(path.Ext(name), ending) {
			h.Method = zip.Store
		}
	}
	h.SetMode(0o644)
	if strings.HasPrefix(name, "verify/") && path.Ext(name) == "" {
		h.SetMode(0o755)
	}
	f, err := z.zip.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return err
}

// item writes a file and makes sure that it is still what was recorded.
func (z *writer) item(it Item) error {
	r, err := it.Open()
	if err != nil {
		return err
	}
	h := sm3.New()
	n := &counter{}
	err = errors.Join(z.put(it.Path, io.TeeReader(r, io.MultiWriter(h, n))), r.Close())
	if err == nil && (hex.EncodeToString(h.Sum(nil)) != it.SM3 || n.n != it.Size) {
		err = fail.Internal("archive.altered", "文件内容与登记的校验值不符："+it.Title, "the content of a file does not have its recorded hash: "+it.Path)
	}
	return err
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}
