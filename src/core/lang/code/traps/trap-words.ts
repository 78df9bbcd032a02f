// What rules say of a trap that several languages share in the same words.
import type { Words } from "../../../base/words.ts";

export const swallowedWords = (goesOn: boolean): Words =>
  goesOn
    ? {
        en: "A row whose INSERT fails is printed here and forgotten. Nobody counts it, and inside a transaction PostgreSQL refuses every later row too (25P02). Throw the error again, or write the row to a table of rejects",
        ptBr: "Uma linha cujo INSERT falha é impressa aqui e esquecida. Ninguém a conta, e dentro de uma transação o PostgreSQL recusa também todas as seguintes (25P02). Lance o erro de novo, ou grave a linha em uma tabela de rejeitados",
      }
    : {
        en: "When an INSERT fails, the rest of the rows is left out here with a printed line only. The caller takes the load for complete. Throw the error again",
        ptBr: "Quando um INSERT falha, o resto das linhas fica de fora aqui com apenas uma linha impressa. Quem chamou considera a carga completa. Lance o erro de novo",
      };

export const CONNECT_WORDS: Words = {
  en: "A connection is opened here for each row that the loop inserts. The server starts a process and authenticates for every one, which costs far more than the INSERT. Open it once, before the loop, or take it from a pool",
  ptBr: "Aqui se abre uma conexão para cada linha que o laço insere. O servidor inicia um processo e autentica cada uma, o que custa muito mais que o INSERT. Abra-a uma vez, antes do laço, ou use um pool",
};

export const PREPARE_WORDS: Words = {
  en: "This INSERT is prepared again in each turn of the loop. The same text is parsed every time, and each statement that is not closed stays on the server. Prepare it once, before the loop",
  ptBr: "Este INSERT é preparado de novo a cada volta do laço. O mesmo texto é analisado toda vez, e cada comando que não é fechado fica no servidor. Prepare-o uma vez, antes do laço",
};

export const FLUSH_WORDS: Words = {
  en: "Every row of this loop is added to the batch, and the batch is sent behind the loop only. The driver holds all of them in memory until then, however many come. Call executeBatch every 1,000 rows, and once more at the end",
  ptBr: "Cada linha deste laço entra no lote, e o lote só é enviado depois do laço. O driver guarda todas na memória até lá, quantas vierem. Chame executeBatch a cada 1.000 linhas e mais uma vez no fim",
};

export const AUTOCOMMIT_WORDS: Words = {
  en: "This batch of INSERTs runs in autocommit, as every connection of DriverManager does until it is told otherwise. Each batch waits for its own flush to disk, and a failure leaves part of the rows behind. Call setAutoCommit(false) before, and commit at the end",
  ptBr: "Este lote de INSERTs roda em autocommit, como toda conexão do DriverManager até que se diga outra coisa. Cada lote espera a própria gravação em disco, e uma falha deixa parte das linhas para trás. Chame setAutoCommit(false) antes e commit no fim",
};

export const collectWords = (pull: string): Words => ({
  en: `${pull} brings every row to the driver, which inserts them over one connection. The driver runs out of memory beyond spark.driver.maxResultSize, and the cluster waits. Write with format("jdbc"), or copy from foreachPartition`,
  ptBr: `${pull} traz todas as linhas ao driver, que as insere por uma única conexão. O driver fica sem memória além de spark.driver.maxResultSize, e o cluster espera. Grave com format("jdbc"), ou copie em foreachPartition`,
});
