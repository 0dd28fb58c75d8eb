// Command anlan-verify checks a sealed archive of a case, packed or unpacked, or a published double-random drawing, with no
// database and no network.
//
// It reads only what it is given, says in Chinese and English whether all is in order or what does not fit, and ends with
// 0 when it is, 1 when it is not, and 2 when it was called wrongly. What begins like JSON is a drawing. Without an argument
// it checks the folder it lies in, or the one above when it lies in "verify", as it does in an unpacked archive.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"anlan/internal/base/archive"
	"anlan/internal/model/draw"
)

// version is set by the build.
var version = "dev"

func main() { os.Exit(run(os.Args, os.Stdout)) }

func run(args []string, out io.Writer) int {
	f := flag.NewFlagSet("anlan-verify", flag.ContinueOnError)
	f.SetOutput(out)
	f.Usage = func() {
		fmt.Fprintf(out, "anlan-verify %s\n用法 / usage: anlan-verify [--key 指纹] [卷宗.zip | 文件夹]\n"+
			"  anlan-verify [--commitment SM3] [--seed 种子] 双随机抽取公示文件.json\n", version)
		f.PrintDefaults()
	}
	var trust archive.Trust
	f.Func("key", "制作单位公布的密钥指纹 / `fingerprint` of the key that the bureau published; may be given several times", func(s string) error {
		trust.Pins = append(trust.Pins, s)
		return nil
	})
	var known draw.Known
	f.StringVar(&known.Commitment, "commitment", "", "双随机抽取：种子产生之前公布的公告校验值 / of a drawing: `SM3` of the notice published before the seed was known")
	f.StringVar(&known.Seed, "seed", "", "双随机抽取：来源公布的种子 / of a drawing: the seed as its source tells it, `VALUE`")
	if err := f.Parse(args[1:]); err != nil || f.NArg() > 1 {
		return 2
	}
	name := f.Arg(0)
	if name == "" {
		var ok bool
		if name, ok = beside(args[0]); !ok {
			f.Usage()
			return 2
		}
	}
	isDraw := isDrawing(name)
	_, missing := os.Stat(name)
	if isDraw && len(trust.Pins) > 0 || !isDraw && known != (draw.Known{}) && missing == nil {
		fmt.Fprint(out, "--key 用于卷宗，--commitment、--seed 用于双随机抽取公示文件。\n--key is for archives, --commitment and --seed are for drawings.\n")
		return 2
	}
	var good bool
	if isDraw {
		good = redraw(out, name, known)
	} else {
		rep, err := check(name, trust)
		good = archive.Tell(out, name, rep, err)
	}
	if f.NFlag()+f.NArg() == 0 && runtime.GOOS == "windows" { // started by a double click: the window would be gone
		fmt.Fprint(out, "按回车键结束 / press Enter to end ")
		_, _ = fmt.Scanln()
	}
	if !good {
		return 1
	}
	return 0
}

// beside is the unpacked archive in which the program lies.
func beside(program string) (string, bool) {
	if exe, err := os.Executable(); err == nil && filepath.Base(program) == filepath.Base(exe) {
		program = exe
	}
	dir := filepath.Dir(program)
	for _, d := range []string{dir, filepath.Dir(dir)} {
		if _, err := os.Stat(filepath.Join(d, "manifest.json")); err == nil {
			return d, true
		}
	}
	return "", false
}

func check(name string, trust archive.Trust) (archive.Report, error) {
	info, err := os.Stat(name)
	if err != nil {
		return archive.Report{}, err
	}
	if info.IsDir() {
		return archive.VerifyFolder(os.DirFS(name), trust)
	}
	file, err := os.Open(name)
	if err != nil {
		return archive.Report{}, err
	}
	defer file.Close()
	return archive.Verify(file, info.Size(), trust)
}

// isDrawing reports whether a file begins like JSON, after white space.
func isDrawing(name string) bool {
	file, err := os.Open(name)
	if err != nil {
		return false
	}
	defer file.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(file, head)
	return bytes.HasPrefix(bytes.TrimLeft(head[:n], "\ufeff \t\r\n"), []byte("{"))
}

func redraw(out io.Writer, name string, known draw.Known) bool {
	file, err := os.Open(name)
	if err != nil {
		return draw.Tell(out, name, draw.Published{}, known, err)
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, draw.MaxFile+1))
	if err != nil {
		return draw.Tell(out, name, draw.Published{}, known, err)
	}
	p, err := draw.CheckFile(raw, known)
	return draw.Tell(out, name, p, known, err)
}
