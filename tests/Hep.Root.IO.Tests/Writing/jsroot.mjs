// Reads what was written with JSROOT, and prints it as JSON: `node jsroot.mjs PACKAGE FILE OBJECT`.
// Of a tree each branch, and of an RNTuple each field, with the values of all entries, of any other object its members.
import { pathToFileURL } from 'node:url';

const [modules, path, name] = process.argv.slice(2);
const { openFile } = await import(pathToFileURL(`${modules}/modules/io.mjs`));
const { treeProcess, TSelector } = await import(pathToFileURL(`${modules}/modules/tree.mjs`));

// Numbers that JSON has not are told by name, typed arrays as lists.
const plain = value => typeof value === 'number' && !Number.isFinite(value) ? String(value)
    : typeof value === 'bigint' ? value.toString()
    : ArrayBuffer.isView(value) ? Array.from(value, plain)
    : Array.isArray(value) ? value.map(plain)
    : value;

async function readTree(tree) {
    const columns = {};
    for (const branch of tree.fBranches.arr) {
        const values = columns[branch.fName] = [];
        const selector = new TSelector();
        selector.addBranch(branch, 'value');
        selector.Process = function () { values.push(structuredClone(plain(this.tgtobj.value))); };
        if (tree.fEntries > 0) await treeProcess(tree, selector);
    }
    return columns;
}

// Fields of an RNTuple that are no part of others are its columns.
async function readNTuple(ntuple) {
    const { readHeaderFooter, rntupleProcess } = await import(pathToFileURL(`${modules}/modules/rntuple.mjs`));
    const builder = await readHeaderFooter(ntuple), columns = {};
    // JSROOT 7.11.2 reads records and collections that have a type: those without are told one.
    for (const field of builder.fieldDescriptors)
        if (!field.typeName) Object.assign(field, field.structRole === 1 ? { typeName: 'std::vector' } : { typeName: 'record', checksum: 1 });
    for (const field of builder.fieldDescriptors.filter((each, id) => each.parentFieldId === id)) {
        const values = columns[field.fieldName] = [];
        const selector = new TSelector();
        selector.addBranch(field.fieldName);
        selector.Process = function () { values.push(structuredClone(plain(this.tgtobj[field.fieldName]))); };
        await rntupleProcess(ntuple, selector);
    }
    return { entries: builder.clusterSummaries.reduce((sum, cluster) => sum + Number(cluster.numEntries), 0), columns };
}

const file = await openFile(path);
const object = await file.readObject(name);
const text = JSON.stringify(object._typename === 'TTree'
    ? { entries: object.fEntries, columns: await readTree(object) }
    : object._typename === 'ROOT::RNTuple' ? await readNTuple(object)
    : object, (key, value) => key.startsWith('$') ? undefined : plain(value));
process.stdout.write(`${text}\n`, () => process.exit(0));
