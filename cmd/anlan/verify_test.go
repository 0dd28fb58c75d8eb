package main

import (
	"archive/zip"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"anlan/internal/app"
	"anlan/internal/base/archive"
	"anlan/internal/base/clock"
	"anlan/internal/base/journal"
	"anlan/internal/base/store"
)

// shelf is a data folder with a journal and an archive of one of its cases.
func shelf(t *testing.T) (data, file string) {
	ctx := context.Background()
	data = t.TempDir()
	files := app.Config{Data: data}
	db, err := store.Open(ctx, store.Options{Path: files.Database()})
	require.NoError(t, err)
	j, err := journal.Open(ctx, db, clock.NewSteady(), journal.Options{KeyFile: files.JournalKey(), HeadsFile: files.JournalHeads()})
	require.NoError(t, err)
	add := func(object string, body any) {
		require.NoError(t, db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := j.Append(ctx, tx, journal.Entry{Object: object, Root: "case", Actor: journal.Actor{ID: "p1", Name: "张三"}, Action: "noted", Body: body})
			return err
		}))
	}
	for i := range 10 {
		add("case", i)
		add("task", i)
	}
	recs, err := j.Case(ctx, "case")
	require.NoError(t, err)
	c := archive.Content{Title: "卷宗", Number: "1"}
	for _, r := range recs {
		c.Records = append(c.Records, r.Proof())
	}
	c.Items = []archive.Item{{Path: "evidence/现场.txt", Title: "现场", Kind: archive.Evidence, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("water")), nil }}}
	v, err := archive.Bind(c)
	require.NoError(t, err)
	add("case", v.Mark())
	p, err := j.ProveCase(ctx, "case")
	require.NoError(t, err)
	file = filepath.Join(t.TempDir(), "case.zip")
	f, err := os.Create(file)
	require.NoError(t, err)
	require.NoError(t, v.Write(ctx, f, p))
	require.NoError(t, f.Close())
	require.NoError(t, db.Close())
	return data, file
}

func unpack(t *testing.T, file string) string {
	dir := t.TempDir()
	z, err := zip.OpenReader(file)
	require.NoError(t, err)
	defer z.Close()
	require.NoError(t, os.CopyFS(dir, z))
	return dir
}

func TestVerifyJournalCaseHeadsAndArchive(t *testing.T) {
	data, file := shelf(t)
	at := journalFiles{Data: data}
	require.NoError(t, (&verifyCmd{journalFiles: at}).Run())
	require.NoError(t, (&verifyCmd{journalFiles: at, Case: "case"}).Run())
	require.ErrorContains(t, (&verifyCmd{journalFiles: at, Case: "none"}).Run(), "no such entry")
	require.NoError(t, (&verifyCmd{Archive: file}).Run())
	require.NoError(t, (&verifyCmd{Archive: unpack(t, file)}).Run())
	require.Error(t, (&verifyCmd{Archive: file, Key: []string{"00"}}).Run())

	heads := filepath.Join(t.TempDir(), "heads")
	require.NoError(t, (&headsCmd{journalFiles: at, Out: heads}).Run())
	require.NoError(t, (&headsCmd{journalFiles: at, Out: heads, Last: true}).Run())
	require.NoError(t, (&checkHeadsCmd{journalFiles: at, File: heads}).Run())
	require.NoError(t, (&verifyCmd{journalFiles: at, Heads: heads}).Run())
	require.NoError(t, (&keysCmd{journalFiles: at}).Run())
	require.NoError(t, (&rotateKeyCmd{journalFiles: at}).Run())
	require.NoError(t, (&verifyCmd{journalFiles: at, Heads: heads}).Run())

	key := app.Config{Data: data}.JournalKey()
	require.ErrorContains(t, (&rotateKeyCmd{journalFiles: at, Lost: true}).Run(), "without --lost")
	require.NoError(t, os.Remove(key))
	require.ErrorContains(t, (&verifyCmd{journalFiles: at}).Run(), "key of the journal is needed")
	require.NoError(t, (&verifyCmd{journalFiles: at, Heads: heads}).Run(), "heads kept elsewhere do without it")
	require.ErrorContains(t, (&rotateKeyCmd{journalFiles: at}).Run(), "missing")
	require.NoError(t, (&rotateKeyCmd{journalFiles: at, Lost: true}).Run())
	require.NoError(t, (&verifyCmd{journalFiles: at}).Run())

	b, err := os.ReadFile(heads)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(heads, []byte(strings.Replace(string(b), `"root":"`, `"root":"0`, 1)), 0o600))
	require.ErrorContains(t, (&checkHeadsCmd{journalFiles: at, File: heads}).Run(), "kept elsewhere")
}

// The small program, as it lies in an unpacked archive.
func TestSmallVerifier(t *testing.T) {
	_, file := shelf(t)
	program := filepath.Join(t.TempDir(), "anlan-verify")
	build := exec.Command("go", "build", "-o", program, "anlan/cmd/anlan-verify")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	run := func(code int, args ...string) string {
		c := exec.Command(args[0], args[1:]...)
		out, _ := c.CombinedOutput()
		require.Equal(t, code, c.ProcessState.ExitCode(), string(out))
		return string(out)
	}
	out1 := run(0, program, file)
	require.Contains(t, out1, "相符：2 个文件、21 条留痕记录")
	require.Contains(t, out1, "THE KEY IS NOT CONFIRMED")
	_, rest, _ := strings.Cut(out1, "key fingerprint: ")
	pin, _, _ := strings.Cut(rest, "\n")
	require.NotContains(t, run(0, program, "--key", pin, file), "NOT CONFIRMED")
	run(1, program, "--key", strings.Repeat("0", 64), file)
	run(2, program, "--nothing")
	run(2, program)

	good, bad, known := drawing(t)
	require.Contains(t, run(0, program, good), "THE SEED IS NOT CONFIRMED")
	require.NotContains(t, run(0, program, "--commitment", known.Commitment, "--seed", known.Seed, good), "NOT CONFIRMED")
	require.Contains(t, run(1, program, "--seed", "1", good), "种子被改动")
	require.Contains(t, run(1, program, bad), "result.drawn.0.unit")
	require.Contains(t, run(2, program, "--key", pin, good), "--key")
	require.Contains(t, run(2, program, "--seed", "1", file), "--seed")

	dir := unpack(t, file)
	require.NoError(t, os.Rename(program, filepath.Join(dir, "anlan-verify")))
	program = filepath.Join(dir, "anlan-verify")
	require.Contains(t, run(1, program), "anlan-verify: inserted", "no file is excused, it neither")
	elsewhere := filepath.Join(t.TempDir(), "anlan-verify")
	require.NoError(t, os.Rename(program, elsewhere))
	require.Contains(t, run(0, elsewhere, dir), "IN ORDER")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "evidence", "现场.txt"), []byte("waters"), 0o600))
	out2 := run(1, elsewhere, dir)
	require.Contains(t, out2, "文件 evidence/现场.txt 被改动")
	require.Contains(t, out2, "evidence/现场.txt: altered")
}
